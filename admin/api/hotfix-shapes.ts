// The shapes of hotfixes, as the API's description shows them.

import { z } from '@hono/zod-openapi'
import { hotfixStatuses } from '../../domain/hotfix/hotfix.ts'
import * as shapes from './shapes.ts'

const textUpTo = (length: number) => {
  const allowed = `text of 1 to ${length} characters`
  return z.string(allowed).trim().min(1, allowed).max(length, allowed)
}

const maxComponents = 50
const maxTasks = 50
const maxFiles = 1_000
const maxChars = 2_000

const listOf = <T extends z.ZodType>(item: T, least: number, most: number, noun: string) => {
  const allowed = `a list of ${least} to ${most} ${noun}, none of them twice`
  return z
    .array(item, allowed)
    .min(least, allowed)
    .max(most, allowed)
    .refine((items) => new Set(items).size === items.length, allowed)
}

const pathText =
  'a path of 1 to 1024 characters, relative to the root of the repository, with "/" and without ".." in it'
const path = z
  .string(pathText)
  .refine(
    (text) =>
      text.length > 0 &&
      text.length <= 1_024 &&
      !/^\/|\p{Cc}/u.test(text) &&
      text.split('/').every((part) => part !== '..' && part !== '.' && part !== ''),
    pathText,
  )

const countText = 'a whole number from 0'
const count = z.int(countText).min(0, countText)

export const openInput = z
  .strictObject(
    {
      problem: textUpTo(maxChars),
      hypothesis: textUpTo(maxChars),
      components: listOf(shapes.name, 1, maxComponents, 'ids of systems').openapi({
        description: 'Systems whose files it may touch.',
      }),
      tasks: listOf(textUpTo(500), 0, maxTasks, 'texts').default([]),
    },
    'an object of problem, hypothesis, components and, where there are any, tasks',
  )
  .openapi('HotfixInput')

const diffStat = z.strictObject(
  { files: listOf(path, 1, maxFiles, 'paths'), added: count, removed: count },
  'an object of files, added and removed',
)

export const implementInput = z
  .strictObject(
    { fix: textUpTo(maxChars), diffStat, regressionTest: path, flag: shapes.name },
    'an object of fix, diffStat, regressionTest and flag',
  )
  .openapi('HotfixImplementation')

const suiteResult = z.strictObject(
  {
    passed: z.boolean('true or false'),
    ran: count.openapi({ description: 'Test files.' }),
    failed: count,
    skipped: listOf(textUpTo(1_024), 0, 5_000, 'texts').openapi({ description: 'What was left for the full run.' }),
  },
  'an object of passed, ran, failed and skipped',
)

export const suiteInput = z
  .strictObject(
    { result: suiteResult },
    'an object: {"result": {"passed": true, "ran": 12, "failed": 0, "skipped": []}}',
  )
  .refine(({ result: { ran, failed } }) => failed <= ran, {
    path: ['result', 'failed'],
    error: 'no more than ran',
  })
  .refine(({ result: { passed, ran, failed } }) => passed === (ran > 0 && failed === 0), {
    path: ['result', 'passed'],
    error: 'true where something ran and nothing failed, false otherwise',
  })
  .openapi('HotfixSuite')

export const nothing = z.strictObject({}, 'an empty object: {}').openapi('Nothing')

export const rollInput = z
  .strictObject({ variant: shapes.name.default('on') }, 'an object: {"variant": "on"}')
  .openapi('HotfixRoll')

export const abandonInput = z
  .strictObject({ reason: shapes.reason }, 'an object: {"reason": "…"}')
  .openapi('HotfixReason')

export const taskInput = z
  .strictObject({ done: z.boolean('true or false') }, 'an object: {"done": true}')
  .openapi('HotfixTask')

export const status = z.enum(hotfixStatuses, `one of ${hotfixStatuses.join(', ')}`)

export const hotfix = z
  .object({
    id: z.string().openapi({ example: 'i3-1' }),
    incident: z.string(),
    number: z.number().int(),
    status,
    problem: z.string(),
    hypothesis: z.string(),
    fix: z.string().optional(),
    components: z.array(z.string()),
    tasks: z.array(z.object({ text: z.string(), done: z.boolean() })),
    diffStat: z.object({ files: z.array(z.string()), added: z.number().int(), removed: z.number().int() }).optional(),
    regressionTest: z.string().optional(),
    suite: z
      .object({
        passed: z.boolean(),
        ran: z.number().int(),
        failed: z.number().int(),
        skipped: z.array(z.string()),
      })
      .optional(),
    flag: z.string().optional(),
    rollout: z.string().optional(),
    failure: z.object({ at: shapes.time, rollout: z.string(), why: z.string() }).optional(),
    author: z.string(),
    approver: z.string().optional(),
    openedAt: shapes.time,
    endedAt: shapes.time.optional(),
    why: z.string().optional(),
    missing: z.array(z.string()).openapi({ description: 'What has to be there before the next step.' }),
  })
  .openapi('Hotfix')
