// Questions to a person, with one who answers from a script: what a terminal would show is not looked at here.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Call, Command } from '../../../cli/arguments/command.ts'
import { systemClock } from '../../../cli/clock.ts'
import { applyCommand } from '../../../cli/commands/apply.ts'
import { changesApproveCommand } from '../../../cli/commands/changes/approve.ts'
import { flagsSetCommand } from '../../../cli/commands/flags/set.ts'
import { killCommand } from '../../../cli/commands/kill.ts'
import { pullCommand } from '../../../cli/commands/pull.ts'
import { revisionsRollbackCommand } from '../../../cli/commands/revisions/rollback.ts'
import { rolloutStartCommand } from '../../../cli/commands/rollout/start.ts'
import { unkillCommand } from '../../../cli/commands/unkill.ts'
import { createStyle, wantsColour } from '../../../cli/output/style.ts'
import { change, committed, diff, flagRecord, head, lift, listedKill, newKill, receipts, revisions } from './answers.ts'
import { planAnswer } from './answers-plan.ts'
import { type FakeAdmin, goodToken, problem, startFakeAdmin } from './fake-admin.ts'
import { policyRecord, startedRollout } from './rollout-answers.ts'

let admin: FakeAdmin
beforeEach(async () => {
  admin = await startFakeAdmin()
})
afterEach(async () => {
  await admin.close()
  expect(admin.violations).toEqual([])
})

/** Runs a command for somebody who gives these answers, in order. */
async function runFor(command: Command, options: object, positionals: string[], answers: (string | boolean | null)[]) {
  const asked: string[] = []
  const next = async (message: string): Promise<never> => {
    asked.push(message)
    return answers.shift() as never
  }
  const call = {
    options,
    positionals,
    globals: { url: admin.url, token: goodToken },
    environment: {},
    clock: systemClock,
    terminal: {
      prompter: { text: next, secret: next, confirm: next },
      style: createStyle(false),
      columns: 80,
      noteStyle: createStyle(false),
      note: () => {},
      readStdin: async () => '',
    },
  } as unknown as Call
  return { outcome: await command.run(call), asked }
}

function scene(): void {
  admin.on('POST /api/v1/kills', { status: 201, body: newKill({ target: { all: true } }) })
  admin.on('GET /api/v1/kills/42/receipts', { body: receipts({ leasePassed: true }) })
}

describe('asking a person', () => {
  it('asks before everything is switched off, and takes no for an answer', async () => {
    const { outcome, asked } = await runFor(killCommand, { all: true, reason: 'x' }, [], [false])
    expect(asked).toEqual([`Switch every flag off on ${new URL(admin.url).host}?`])
    expect(outcome).toMatchObject({ ok: false, error: { exitCode: 1, message: 'Nothing was killed.' } })
    expect(admin.received).toEqual([])
  })

  it('goes on after a yes, and does not ask with --yes', async () => {
    scene()
    expect((await runFor(killCommand, { all: true, reason: 'x' }, [], [true])).outcome.ok).toBe(true)
    expect((await runFor(killCommand, { all: true, reason: 'x', yes: true }, [], [])).asked).toEqual([])
  })

  it('asks why and whether before a rollout starts, and takes no for an answer', async () => {
    admin.on('GET /api/v1/policies?limit=500', { body: { items: [policyRecord()] } })
    admin.on('GET /api/v1/flags/new-checkout', { body: flagRecord() })
    admin.on('POST /api/v1/rollouts', { status: 201, body: startedRollout() })
    const no = await runFor(rolloutStartCommand, {}, ['new-checkout'], ['a fix', false])
    expect(no.asked).toEqual([expect.stringContaining('Why?'), 'Start it?'])
    expect(no.outcome).toMatchObject({ ok: false, error: { message: 'Nothing was changed.' } })
    expect(admin.received.filter(({ method }) => method === 'POST')).toEqual([])
    const yes = await runFor(rolloutStartCommand, { reason: 'x' }, ['new-checkout'], [true])
    expect(yes.outcome).toMatchObject({ ok: true, value: { exitCode: 0 } })
  })

  it('asks for a missing reason', async () => {
    scene()
    await runFor(killCommand, {}, ['a'], ['cards are declined '])
    expect(admin.received[0]?.body).toEqual({ target: { flag: 'a' }, reason: 'cards are declined' })
  })

  it('sends nothing when the question is left', async () => {
    const { outcome } = await runFor(killCommand, {}, ['a'], [null])
    expect(outcome).toMatchObject({ ok: false, error: { exitCode: 2 } })
    expect(admin.received).toEqual([])
  })

  it('asks why a kill is lifted once the server wants to know', async () => {
    admin.on('GET /api/v1/kills?limit=500', { body: { items: [listedKill()] } })
    admin.on('DELETE /api/v1/kills/k1', problem(422, 'reason-required', 'Say why.'))
    admin.on('DELETE /api/v1/kills/k1?reason=mended', { body: lift() })
    const { outcome, asked } = await runFor(unkillCommand, {}, ['k1'], ['mended'])
    expect(asked).toHaveLength(1)
    expect(outcome.ok).toBe(true)
  })

  it('asks before a rollback, after showing what would change', async () => {
    admin.on('GET /api/v1/head', { body: head() })
    admin.on(`GET /api/v1/revisions/1/diff?against=${revisions.current}&limit=500`, { body: diff() })
    const { outcome, asked } = await runFor(revisionsRollbackCommand, { reason: 'x' }, ['1'], [false])
    expect(asked).toEqual(['Publish this?'])
    expect(outcome).toMatchObject({ ok: false, error: { message: 'Nothing was changed.' } })
  })
})

describe('asking a person before a flag changes', () => {
  const route = '/api/v1/flags/new-checkout'

  it('asks where somebody may gain it, then why', async () => {
    admin.on(`GET ${route}`, { body: flagRecord() })
    admin.on(`PATCH ${route}?reason=wider`, { body: committed() })
    const { outcome, asked } = await runFor(flagsSetCommand, {}, ['new-checkout', 'percentage=50'], [true, 'wider'])
    expect(asked[0]).toBe('Somebody may gain the feature by this. Change it?')
    expect(asked).toHaveLength(2)
    expect(outcome.ok).toBe(true)
  })

  it('takes no for an answer', async () => {
    admin.on(`GET ${route}`, { body: flagRecord() })
    const { outcome } = await runFor(flagsSetCommand, {}, ['new-checkout', 'percentage=50'], [false])
    expect(outcome).toMatchObject({ ok: false, error: { message: 'Nothing was changed.' } })
  })

  it('asks nothing where nobody can gain it', async () => {
    admin.on(`GET ${route}`, { body: flagRecord() })
    admin.on(`PATCH ${route}`, { body: committed() })
    expect((await runFor(flagsSetCommand, {}, ['new-checkout', 'enabled=false'], [])).asked).toEqual([])
  })

  it('asks before a change is approved, after showing it', async () => {
    admin.on('GET /api/v1/changes/c1', { body: change() })
    const { asked } = await runFor(changesApproveCommand, {}, ['c1'], [false])
    expect(asked).toEqual(['Approve this?'])
  })
})

describe('asking before files are written or applied', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'fuseboard-asking-'))
    await writeFile(join(dir, 'a.yaml'), 'a: { enabled: true }\n')
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('applies nothing after a no', async () => {
    admin.on('POST /api/v1/document/plan', { body: planAnswer({ needs: { reason: true, approval: [] } }) })
    const { outcome, asked } = await runFor(applyCommand, { dir }, [], ['because', false])
    expect(asked).toHaveLength(2)
    expect(asked[1]).toBe(`Apply this to ${new URL(admin.url).host}?`)
    expect(outcome).toMatchObject({ ok: false, error: { exitCode: 1, message: 'Nothing was changed.' } })
    expect(admin.received.map(({ method }) => method)).toEqual(['POST'])
  })

  it('writes no file after a no', async () => {
    admin.on('GET /api/v1/document', { body: { flags: {} } })
    const { outcome, asked } = await runFor(pullCommand, { dir }, [], [false])
    expect(asked).toEqual(['Write these files?'])
    expect(outcome).toMatchObject({ ok: false, error: { exitCode: 1, message: 'Nothing was written.' } })
    expect(await readFile(join(dir, 'a.yaml'), 'utf8')).toBe('a: { enabled: true }\n')
  })
})

describe('colours', () => {
  it('stand only on a terminal, without NO_COLOR', () => {
    expect(wantsColour({ isTTY: true }, {})).toBe(true)
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
    expect(wantsColour({}, {})).toBe(false)
    expect(createStyle(true).red('x')).toBe('\u001b[31mx\u001b[39m')
  })
})
