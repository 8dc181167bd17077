// Examples of the operations about notifications.

import type { Example } from './examples.ts'

const customers = 'a9c5d1f6d1d1f60a4f0b6d8e3f1f6a3be6b7e5e0a1b0c9d8e7f6a5b4c3d2e1f0'
const dead = 'b1c5d1f6d1d1f60a4f0b6d8e3f1f6a3be6b7e5e0a1b0c9d8e7f6a5b4c3d2e1f0'

const notification = {
  key: customers,
  incident: 'i1',
  audience: 'customers',
  channel: 'status-page',
  seq: 1,
  purpose: 'update',
  status: 'awaiting-approval',
  title: 'Trouble in the checkout',
  text: 'Some payments fail. We have found the cause.',
  publicStatus: 'identified',
  attempts: 0,
  createdAt: '2027-01-31T12:05:00.000Z',
  dueAt: '2027-01-31T12:05:00.000Z',
}
const page = { items: [notification] }
const shown = (answer: unknown, more: Partial<Example> = {}): Example => ({ status: 200, answer, ...more })

export const notificationExamples: Readonly<Record<string, Example>> = {
  'GET /api/v1/notifications': shown(page, { query: { status: 'awaiting-approval', audience: 'customers' } }),
  'GET /api/v1/notifications/{key}': shown(notification, { params: { key: customers } }),
  'GET /api/v1/incidents/{id}/notifications': shown(page, { params: { id: 'i1' }, query: { purpose: 'update' } }),
  'POST /api/v1/notifications/{key}/approve': shown(
    { ...notification, status: 'pending' },
    { params: { key: customers }, body: { reason: 'agreed with support' } },
  ),
  'POST /api/v1/notifications/{key}/withdraw': shown(
    { ...notification, status: 'withdrawn', endedAt: '2027-01-31T12:06:00.000Z' },
    { params: { key: customers }, body: { reason: 'it is not true any more' } },
  ),
  'POST /api/v1/notifications/{key}/retry': shown(
    { ...notification, key: dead, status: 'pending', lastError: 'HTTP 401' },
    { params: { key: dead }, body: { reason: 'the key was renewed' } },
  ),
}
