// The command against what `npm start` runs: the real admin worker, found by itself.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentIn, type Finished, runCli } from './run-cli.ts'
import { type RunningInstance, startInstance } from './run-instance.ts'

let home: string
let instance: RunningInstance

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fuseboard-cli-real-'))
  instance = await startInstance(home)
})

afterAll(async () => {
  await instance.stop()
  await rm(home, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Finished> => runCli(args, environmentIn(home))

// biome-ignore lint/suspicious/noExplicitAny: each test says what it expects there
async function json(...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

describe('against a real instance', () => {
  it('finds it, and says how it and its evaluator are', async () => {
    const { instance, head, evaluator, kills } = await json('status')
    expect(instance.origin).toBe('running on this machine')
    expect(head.publishing).toEqual({ pending: 0 })
    expect(evaluator.health).toMatchObject({ status: 'ok', revision: head.revision })
    expect(kills).toEqual([])
  })

  it('kills a flag, lists the kill, and lifts it', async () => {
    const killed = await json('kill', 'new-checkout', '--reason', 'cards are declined', '--incident', 'INC-7')
    expect(killed).toMatchObject({ refused: [], enforced: true, receipts: { leasePassed: true } })
    const [{ id, seq }] = killed.kills
    const again = await json('kill', 'new-checkout', '--reason', 'again')
    expect(again.kills).toMatchObject([{ id, seq, already: true, reason: 'cards are declined' }])
    expect((await json('kills')).items).toMatchObject([{ id, target: { flag: 'new-checkout' }, incident: 'INC-7' }])
    expect((await json('unkill', 'new-checkout')).lifted).toMatchObject([{ id, seq: seq + 1 }])
    expect((await json('kills')).items).toEqual([])
    expect((await json('kills', '--all')).items).toMatchObject([{ id, liftedSeq: seq + 1 }])
  })

  it('exits 5 for an unknown flag and names the one that was meant', async () => {
    const { code, stdout } = await run('kill', 'new-chekout', '--reason', 'typo')
    expect(code).toBe(5)
    expect(stdout).toContain('Nearest: new-checkout')
    expect((await run('unkill', 'new-chekout')).code).toBe(0)
  })

  it('lists, shows and compares revisions, and goes back to one', async () => {
    const { items } = await json('revisions')
    const [newest, oldest] = [items[0], items.at(-1)]
    const shown = await json('revisions', 'show', newest.revision.slice(0, 12))
    expect(Object.keys(shown.document.flags)).toContain('new-checkout')
    expect((await json('revisions', 'diff', String(newest.number))).items[0]).toMatchObject({ change: 'added' })
    const rolledBack = await json(
      'revisions',
      'rollback',
      String(oldest.number),
      '--reason',
      'back to nothing',
      '--yes',
    )
    expect(rolledBack.changed).toHaveLength(newest.flags)
    expect((await json('revisions')).items[0]).toMatchObject({ reason: 'back to nothing', flags: 0 })
  })
})
