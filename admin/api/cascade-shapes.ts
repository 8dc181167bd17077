// Shapes of cascade detection, as the API's description has them.

import { z } from '@hono/zod-openapi'
import * as shapes from './shapes.ts'

const whole = z.number().int()
const rate = z.number().openapi({ description: 'A share from 0 to 1.', example: 0.012 })

const baseline = z
  .object({
    units: whole,
    failing: whole,
    rate,
    bound: z.number().openapi({ description: 'Upper 99 % bound of the rate.' }),
    tolerated: z.number().openapi({ description: 'How many times its hour before it may fail without being broken.' }),
    limit: z.number().openapi({ description: 'tolerated · bound: what the rate has to be proven to exceed.' }),
  })
  .openapi('CascadeBaseline', { description: 'The hour before the change.' })

const recent = (shape: z.ZodType) =>
  z.object({ units: whole, failing: whole, rate: shape }).openapi({ description: 'The newest five minutes.' })

export const watch = z
  .object({
    system: z.string(),
    since: shapes.time,
    asOf: shapes.time.optional(),
    baseline: baseline.optional(),
    recent: recent(rate.nullable()).optional(),
    evidence: z.number().optional(),
    alarmAt: whole,
    alarmedAt: shapes.time.optional(),
    incident: z.string().optional(),
    obstacle: z.string().optional().openapi({ description: 'Why no alarm can come now.' }),
  })
  .openapi('Watch')

const evidence = z.object({
  system: z.string(),
  since: shapes.time,
  alarmedAt: shapes.time,
  baseline,
  recent: recent(rate),
  evidence: z.number(),
})

const reversal = z.object({
  at: shapes.time,
  kind: z.enum(['flag', 'rollout', 'deployment', 'kill', 'lift', 'configuration']),
  subject: z.string().openapi({ example: 'd2' }),
  flag: z.string().optional(),
  system: z.string().optional(),
  by: z.string(),
  text: z.string(),
  reaches: z.array(z.string()).openapi({ description: 'All systems that it can reach.' }),
  explains: z.array(z.string()).openapi({ description: 'Those of them that broke after it.' }),
  done: z.boolean(),
  how: z.string().openapi({ description: 'What was done, or why it could not be.' }),
  kills: z.array(z.string()),
})

export const cascade = z
  .object({
    id: z.string().openapi({ example: 'c1' }),
    at: shapes.time,
    incident: z.string().openapi({ example: 'i1' }),
    systems: z.array(z.string()),
    evidence: z.array(evidence),
    reverted: z.array(reversal),
  })
  .openapi('Cascade')
