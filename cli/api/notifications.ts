// What was, is or will be sent.

import { z } from 'zod'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

export const notificationShape = z.looseObject({
  key: z.string(),
  incident: z.string().exactOptional(),
  audience: z.string(),
  channel: z.string(),
  purpose: z.string(),
  status: z.string(),
  title: z.string(),
  text: z.string(),
  publicStatus: z.string().exactOptional(),
  attempts: z.number(),
  createdAt: z.string(),
  dueAt: z.string().exactOptional(),
  endedAt: z.string().exactOptional(),
  lastError: z.string().exactOptional(),
  fellTo: z.string().exactOptional(),
})
export type Notification = z.infer<typeof notificationShape>

export const notificationActs = ['approve', 'withdraw', 'retry'] as const
export type NotificationAct = (typeof notificationActs)[number]

/** Newest first. */
export const listNotifications = (
  api: AdminApi,
  filter: Record<string, string>,
  most: number,
): Answer<Page<Notification>> => api.list('api/v1/notifications', filter, notificationShape, most)

const pathOf = (key: string): string => `api/v1/notifications/${encodeURIComponent(key)}`

export const getNotification = (api: AdminApi, key: string): Answer<Notification> =>
  api.get(pathOf(key), notificationShape)

export const actOnNotification = (
  api: AdminApi,
  key: string,
  act: NotificationAct,
  reason: string | undefined,
): Answer<Notification> =>
  api.post(`${pathOf(key)}/${act}`, reason === undefined ? {} : { reason }, {}, notificationShape)

/** Still on its way: what comes of it is not known yet. */
export const isUnderWay = ({ status }: Notification): boolean =>
  status === 'pending' || status === 'sending' || status === 'unknown'
