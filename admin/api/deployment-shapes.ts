// The shapes of deployments and of the ledger, as the API's description shows them.

import { z } from '@hono/zod-openapi'
import { deploymentStatuses } from '../../domain/deployment/deployment.ts'
import { ledgerKinds } from '../../protocol/admin-deployment.ts'
import * as shapes from './shapes.ts'

const controlCharacter = /\p{Cc}/u
const versionText = 'a version of 1 to 200 characters, without control characters and outer spaces'
const version = z
  .string(versionText)
  .refine(
    (text) => text.length > 0 && text.length <= 200 && text.trim() === text && !controlCharacter.test(text),
    versionText,
  )

const linkText = 'an address that begins with https:// or http://, of up to 2000 characters'
const link = z.url({ protocol: /^https?$/, error: linkText }).max(2_000, linkText)

const flagsText = 'a list of up to 100 keys of flags'
const idText = 'an id'

export const deploymentInput = z
  .strictObject(
    {
      system: shapes.name,
      version,
      previous: version.optional(),
      flags: z.array(shapes.name, flagsText).max(100, flagsText).optional(),
      rollbackHook: shapes.name.optional().openapi({ description: 'A channel with a hook for the event "rollback".' }),
      hotfix: z.string(idText).min(1, idText).max(64, idText).optional().openapi({ example: 'i3-1' }),
      link: link.optional(),
      status: z.enum(['announced', 'live'], '"announced" or "live"').default('live'),
    },
    'an object: {"system": "…", "version": "…", "previous": "…", "flags": […], "rollbackHook": "…", "hotfix": "…", "link": "…", "status": "live"}',
  )
  .openapi('DeploymentInput')

export const rollbackInput = z
  .strictObject(
    {
      reason: shapes.reason,
      done: z.boolean('true or false').default(false).openapi({
        description: 'It was rolled back already: it is noted, and nobody is called.',
      }),
    },
    'an object: {"reason": "…"}, with "done": true where it was rolled back already',
  )
  .openapi('RollbackInput')

export const abandonInput = z
  .strictObject({ reason: shapes.reason }, 'an object: {"reason": "…"}')
  .openapi('DeploymentReason')

export const statuses = z.enum(deploymentStatuses, `one of ${deploymentStatuses.join(', ')}`)
export const kinds = z.enum(ledgerKinds, `one of ${ledgerKinds.join(', ')}`)

export const deployment = z
  .object({
    id: z.string().openapi({ example: 'd1' }),
    system: z.string(),
    version: z.string(),
    previous: z.string().optional(),
    flags: z.array(z.string()),
    status: statuses,
    rollbackHook: z.string().optional(),
    hotfix: z.string().optional(),
    link: z.string().optional(),
    by: z.string(),
    announcedAt: shapes.time,
    liveAt: shapes.time.optional(),
    observedAt: shapes.time.optional(),
    endedAt: shapes.time.optional(),
    why: z.string().optional(),
    note: z.string().optional(),
  })
  .openapi('Deployment')

export const rolledBack = deployment
  .extend({
    rollback: z.object({
      called: z.boolean().openapi({ description: 'Whether the hook is in the outbox.' }),
      channel: z.string().optional(),
      why: z.string().optional(),
    }),
  })
  .openapi('RolledBackDeployment')

export const ledgerEntry = z
  .object({
    at: shapes.time,
    kind: kinds,
    subject: z.string(),
    flag: z.string().optional(),
    number: z.number().int().optional(),
    system: z.string().optional(),
    by: z.string(),
    text: z.string(),
    raises: z.boolean().openapi({ description: "Whether it raised somebody's exposure." }),
  })
  .openapi('LedgerEntry')

export const blastRadius = z
  .object({
    system: shapes.system,
    blastRadius: z.array(z.string()),
    critical: z.array(z.string()),
    systems: z.array(shapes.system),
    flags: z.number().int(),
  })
  .openapi('BlastRadius')
