import { describe, expect, it } from 'vitest'
import { lift, listedKill } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const list = 'GET /api/v1/kills?limit=500'
const inForce = [
  listedKill(),
  listedKill({ id: 'k2', target: { system: 'payments' } }),
  listedKill({ id: 'k3', target: { all: true } }),
]

describe('fuseboard unkill', () => {
  it.each([
    [['new-checkout'], 'k1', 'flag new-checkout'],
    [['k1'], 'k1', 'flag new-checkout'],
    [['--system', 'payments'], 'k2', 'system payments'],
    [['--all'], 'k3', 'everything'],
  ])('lifts by %j', async (args, id, words) => {
    stage.admin.on(list, { body: { items: inForce } })
    stage.admin.on(`DELETE /api/v1/kills/${id}?reason=mended+%26+tested`, { body: lift({ id }) })
    const { code, stdout } = await stage.run('unkill', ...args, '--reason', 'mended & tested')
    expect(code).toBe(0)
    expect(stdout).toContain(`Lifted: ${words} (kill ${id}, seq 43)`)
    expect(stdout).toContain('wnam 9 ms')
    expect(stdout).toContain('answers by its own rules again')
  })

  it('sends no reason when none is given', async () => {
    stage.admin.on(list, { body: { items: inForce } })
    stage.admin.on('DELETE /api/v1/kills/k1', { body: lift() })
    const { code, value } = await stage.json('unkill', 'new-checkout')
    expect(code).toBe(0)
    expect(value).toEqual({ lifted: [lift()], refused: [] })
  })

  it('finds a kill on a later page', async () => {
    stage.admin.on(list, { body: { items: [], next: 'c 2' } })
    stage.admin.on('GET /api/v1/kills?limit=500&cursor=c+2', { body: { items: inForce } })
    stage.admin.on('DELETE /api/v1/kills/k1', { body: lift() })
    expect((await stage.run('unkill', 'new-checkout')).code).toBe(0)
  })

  it('lifts nothing when one of the names fits no kill, and names the nearest', async () => {
    stage.admin.on(list, { body: { items: inForce } })
    stage.admin.on('GET /api/v1/kills?all=true&limit=500', { body: { items: inForce } })
    const { code, stderr } = await stage.run('unkill', 'k2', 'new-chekout')
    expect(code).toBe(1)
    expect(stderr).toContain('No kill of new-chekout is in force. Nothing was lifted.')
    expect(stderr).toContain('Did you mean new-checkout?')
  })

  it('says who lifted it when it is lifted already', async () => {
    stage.admin.on(list, { body: { items: [] } })
    const past = listedKill({ liftedAt: '2026-11-21T10:05:00.000Z', liftedBy: 'grace' })
    stage.admin.on('GET /api/v1/kills?all=true&limit=500', { body: { items: [past] } })
    const { code, stderr } = await stage.run('unkill', 'k1')
    expect(code).toBe(1)
    expect(stderr).toContain('Kill k1 was lifted already at 2026-11-21T10:05:00.000Z by grace.')
  })

  it('works by id for a token that may not read', async () => {
    stage.admin.on(list, problem(403, 'missing-scope', 'This needs the scope read.'))
    stage.admin.on('DELETE /api/v1/kills/k1', { body: lift() })
    expect((await stage.run('unkill', 'k1')).code).toBe(0)
    stage.admin.on('DELETE /api/v1/kills/new-checkout', problem(404, 'not-found', 'There is no such kill.'))
    const { code, stderr } = await stage.run('unkill', 'new-checkout')
    expect(code).toBe(1)
    expect(stderr).toContain('lifts by id alone')
  })

  it.each([
    [problem(403, 'lift-needs-write', 'The kill is older than ten minutes.'), 4, 'use a token with the write scope'],
    [problem(422, 'reason-required', 'Say why.'), 1, '--reason TEXT'],
    [problem(409, 'already-lifted', 'Lifted a moment ago.'), 1, 'fuseboard kills --all'],
  ])('passes a refusal on with a remedy: %#', async (answer, exitCode, remedy) => {
    stage.admin.on(list, { body: { items: inForce } })
    stage.admin.on('DELETE /api/v1/kills/k1', answer)
    const { code, stdout, stderr } = await stage.run('unkill', 'k1')
    expect(code).toBe(exitCode)
    expect(stdout).toBe('')
    expect(stderr).toContain(remedy)
  })

  it('sends a lift once: a second one would be answered otherwise', async () => {
    stage.admin.on(list, { body: { items: inForce } })
    stage.admin.on('DELETE /api/v1/kills/k1', { breaks: true })
    const { code, stderr } = await stage.run('unkill', 'k1')
    expect(code).toBe(3)
    expect(stderr).toContain('it may have arrived all the same')
    expect(stage.admin.received.filter(({ method }) => method === 'DELETE')).toHaveLength(1)
  })

  it('without a name is wrong usage and sends nothing', async () => {
    const { code, stderr } = await stage.run('unkill')
    expect(code).toBe(2)
    expect(stderr).toContain('nothing is named')
    expect(stage.admin.received).toEqual([])
  })
})
