import { describe, expect, it } from 'vitest'
import { flagSummary, listedKill, revisions } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const route = 'POST /api/v1/flags/new-checkout/explain'

const explanation = (more: object = {}): object => ({
  key: 'new-checkout',
  revision: revisions.current,
  number: 41,
  answer: { reason: 'TARGETING_MATCH', value: true, variant: 'on' },
  decidedBy: 'rules',
  kills: [],
  steps: [
    { path: '/if', operator: 'if', inputs: [true, 'on', 'off'], result: 'on', depth: 0 },
    { path: '/if/0', operator: 'in', inputs: ['NL', ['NL', 'BE']], result: true, depth: 1 },
    {
      path: '/if/1',
      operator: 'fractional',
      inputs: [],
      result: 'on',
      depth: 1,
      bucket: {
        bucketBy: 'new-checkoutu1',
        hash: 1000,
        bucket: 30,
        totalWeight: 100,
        shares: [
          { variant: 'on', from: 0, to: 50 },
          { variant: 'off', from: 50, to: 100 },
        ],
      },
    },
  ],
  note: 'as of now',
  ...more,
})

describe('fuseboard flags explain', () => {
  it('draws the steps as a tree, the share with its bucket, and says why', async () => {
    here.admin.on(route, { body: explanation() })
    const { code, stdout } = await here.run('flags', 'explain', 'new-checkout', '--key', 'u1')
    expect(code).toBe(0)
    expect(stdout).toBe(`new-checkout  in revision number 41 (9f2c41aa07d1)

  if [true,"on","off"] → "on"  /if
    in ["NL",["NL","BE"]] → true  /if/0
    fractional [] → "on"  /if/1
      bucketed by "new-checkoutu1": hash 1000, bucket 30 of 100
      ${'█'.repeat(20)}${'░'.repeat(20)}
      ${' '.repeat(12)}^ 30
      █ "on" 0 to 50   ░ "off" 50 to 100

Answer: true, variant "on" (TARGETING_MATCH)
Why: its rule chose this variant, and "new-checkoutu1" falls into bucket 30 of 100.
as of now
`)
    expect(here.sent('POST')?.body).toEqual({ context: { targetingKey: 'u1' } })
  })

  it('takes the context as JSON or from stdin, with the key over it, and a revision', async () => {
    here.admin.on(route, { body: explanation() })
    const args = ['flags', 'explain', 'new-checkout', '--key', 'u2']
    await here.run(...args, '--context', '{"targetingKey": "u1", "country": "NL"}', '--revision', '40')
    const asked = { context: { targetingKey: 'u2', country: 'NL' }, revision: '40' }
    expect(here.sent('POST')?.body).toEqual(asked)
    await here.feed('country: BE\n', ...args, '--context', '-')
    expect(here.sent('POST')?.body).toEqual({ context: { targetingKey: 'u2', country: 'BE' } })
  })

  it('shows the kills in force, and the answer without them', async () => {
    const killed = { answer: { reason: 'DISABLED', value: false, variant: 'off' }, decidedBy: 'kill' }
    const withoutKill = { reason: 'TARGETING_MATCH', value: true, variant: 'on' }
    const kills = [listedKill({ reason: 'down\u0007' })]
    here.admin.on(route, { body: explanation({ ...killed, withoutKill, kills, truncated: true }) })
    const { stdout } = await here.run('flags', 'explain', 'new-checkout')
    expect(stdout).toContain('kill k1 of flag new-checkout, by ada: down\\u0007')
    expect(stdout).toContain('Without the kill: true, variant "on" (TARGETING_MATCH)')
    expect(stdout).toContain('Why: 1 kill in force: everybody gets the off value')
    expect(stdout).toContain('the rest of the steps is cut off')
  })

  it.each([
    ['disabled', { reason: 'DISABLED' }, 'the flag is disabled.'],
    ['lowered', { reason: 'DISABLED' }, 'that revision lowers this flag'],
    ['quarantine', { reason: 'ERROR', errorCode: 'PARSE_ERROR', errorDetails: 'x' }, 'cannot be read'],
    ['unknown-flag', { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' }, 'no such flag in this revision'],
    ['rules', { reason: 'ERROR', errorCode: 'GENERAL' }, 'its rule failed for this context'],
    ['rules', { reason: 'STATIC', value: true }, 'it has no rule'],
    ['rules', { reason: 'DEFAULT' }, 'chose nothing for this context'],
  ])('says in words why: %s %j', async (decidedBy, answer, words) => {
    here.admin.on(route, { body: explanation({ decidedBy, answer, steps: [] }) })
    const { stdout } = await here.run('flags', 'explain', 'new-checkout')
    expect(stdout).toContain('no rule was evaluated')
    expect(stdout).toContain(words)
  })

  it('prints the server’s answer as JSON', async () => {
    here.admin.on(route, { body: explanation() })
    expect((await here.json('flags', 'explain', 'new-checkout')).value).toEqual(explanation())
  })

  it('names the nearest flags where there is none', async () => {
    here.admin.on('POST /api/v1/flags/new-chekout/explain', problem(404, 'not-found', 'There is no such flag.'))
    here.admin.on('GET /api/v1/flags?limit=500', { body: { items: [flagSummary()] } })
    expect((await here.run('flags', 'explain', 'new-chekout')).stderr).toContain('Did you mean new-checkout?')
  })

  it.each([
    [['--context', '{"a"'], '--context: this is not JSON'],
    [['--context', '/nowhere/context.json'], 'there is no such file'],
    [['--context', '-'], 'stdin: found nothing'],
  ])('sends nothing for a context that is none: %j', async (args, message) => {
    const { code, stderr } = await here.run('flags', 'explain', 'new-checkout', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(here.admin.received).toEqual([])
  })
})
