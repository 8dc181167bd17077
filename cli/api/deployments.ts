// Deployments, the ledger and blast radii. A newer server may know more: only what the commands rely on is checked.

import { z } from 'zod'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'
import { systemShape } from './systems.ts'

const text = z.string().exactOptional()

const deploymentShape = z.looseObject({
  id: z.string(),
  system: z.string(),
  version: z.string(),
  previous: text,
  flags: z.array(z.string()),
  status: z.string(),
  rollbackHook: text,
  hotfix: text,
  link: text,
  by: z.string(),
  announcedAt: z.string(),
  liveAt: text,
  observedAt: text,
  endedAt: text,
  why: text,
  note: text,
})

const rolledBackShape = deploymentShape.extend({
  rollback: z.looseObject({ called: z.boolean(), channel: text, why: text }),
})

const ledgerEntryShape = z.looseObject({
  at: z.string(),
  kind: z.string(),
  subject: z.string(),
  system: text,
  by: z.string(),
  text: z.string(),
  raises: z.boolean(),
})

const blastRadiusShape = z.looseObject({
  system: systemShape,
  blastRadius: z.array(z.string()),
  critical: z.array(z.string()),
  systems: z.array(systemShape),
  flags: z.number(),
})

export type Deployment = z.infer<typeof deploymentShape>
export type RolledBackDeployment = z.infer<typeof rolledBackShape>
export type LedgerEntry = z.infer<typeof ledgerEntryShape>
export type BlastRadius = z.infer<typeof blastRadiusShape>

export interface NewDeployment {
  readonly system: string
  readonly version: string
  readonly previous?: string
  readonly flags?: readonly string[]
  readonly rollbackHook?: string
  readonly hotfix?: string
  readonly link?: string
  readonly status: 'announced' | 'live'
}

const root = 'api/v1/deployments'
const pathOf = (id: string): string => `${root}/${encodeURIComponent(id)}`

export const announceDeployment = (api: AdminApi, deployment: NewDeployment): Answer<Deployment> =>
  api.post(root, deployment, {}, deploymentShape)

/** What was announced. */
export const setDeploymentLive = (api: AdminApi, id: string): Answer<Deployment> =>
  api.post(`${pathOf(id)}/live`, undefined, {}, deploymentShape)

/** Newest first. */
export const listDeployments = (
  api: AdminApi,
  filter: Record<string, string>,
  most: number,
): Answer<Page<Deployment>> => api.list(root, filter, deploymentShape, most)

export const getDeployment = (api: AdminApi, id: string): Answer<Deployment> => api.get(pathOf(id), deploymentShape)

/** `done`: it was rolled back already, and nobody is called. */
export const rollBackDeployment = (
  api: AdminApi,
  id: string,
  reason: string,
  done: boolean,
): Answer<RolledBackDeployment> =>
  api.post(`${pathOf(id)}/rollback`, { reason, ...(done && { done }) }, {}, rolledBackShape)

export const abandonDeployment = (api: AdminApi, id: string, reason: string): Answer<Deployment> =>
  api.post(`${pathOf(id)}/abandon`, { reason }, {}, deploymentShape)

/** Newest first. */
export const listLedger = (api: AdminApi, filter: Record<string, string>, most: number): Answer<Page<LedgerEntry>> =>
  api.list('api/v1/ledger', filter, ledgerEntryShape, most)

export const getBlastRadius = (api: AdminApi, system: string): Answer<BlastRadius> =>
  api.get(`api/v1/systems/${encodeURIComponent(system)}/blast-radius`, blastRadiusShape)
