import { describe, expect, it } from 'vitest'
import { change, head, listedKill, revisions } from './answers.ts'
import { desertedUrl, problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const health = {
  status: 'ok',
  revision: revisions.current,
  ageMs: 120,
  tier: 'memory',
  flags: 3,
  quarantined: [],
}

function scene(headChange: object = {}, kills: object[] = []): void {
  stage.admin.on('GET /api/v1/head', { body: head(headChange) })
  stage.admin.on('GET /api/v1/kills?limit=500', { body: { items: kills } })
}

describe('fuseboard status', () => {
  it('says what runs where and that all is well', async () => {
    scene()
    const { code, stdout } = await stage.run('status')
    expect(code).toBe(0)
    expect(stdout).toContain(`Instance    ${stage.admin.url} (FUSEBOARD_URL)`)
    expect(stdout).toContain('Revision    9f2c41aa07d1\n')
    expect(stdout).toContain('Feed        epoch 1, seq 42')
    expect(stdout).toContain('Publishing  everything is at the edge')
    expect(stdout).toContain('Kills       none in force')
    expect(stdout).toContain('All is as it should be')
    expect(stdout).toContain('fuseboard kill FLAG --reason TEXT')
  })

  it('names the kills in force and how to lift them', async () => {
    scene({}, [listedKill()])
    const { stdout } = await stage.run('status')
    expect(stdout).toContain('Kills       1 in force')
    expect(stdout).toContain('cards are declined')
    expect(stdout).toContain('fuseboard unkill FLAG')
  })

  it('tells a change that is on its way from one that cannot be published', async () => {
    scene({ committedRevision: revisions.older, publishing: { pending: 1 } })
    expect((await stage.run('status')).stdout).toContain('11aa22bb33cc is saved and on its way')
    const since = new Date(Date.now() - 600_000).toISOString()
    scene({ publishing: { pending: 2, lastError: 'KV put failed: 500', since } })
    const { stdout } = await stage.run('status')
    expect(stdout).toContain('2 changes waiting, first tried 10 min ago; last error: KV put failed: 500')
    expect(stdout).toContain('Kills do not wait for this.')
  })

  it('asks the evaluator, without the token', async () => {
    scene()
    stage.admin.on('GET /healthz', { body: health })
    const { stdout } = await stage.run('status', '--evaluator', stage.admin.url)
    expect(stdout).toContain('ok, 3 flags of revision 9f2c41aa07d1, tier memory, evidence 120 ms old')
    expect(stdout).toContain('All is as it should be')
  })

  it.each([
    [
      { ...health, status: 'off', tier: 'off', revision: 'none', cause: 'kv_failed' },
      'serves no snapshot (tier off, kv_failed)',
    ],
    [{ ...health, revision: revisions.older }, 'serves another revision (11aa22bb33cc)'],
    [{ ...health, quarantined: [{ key: 'bad', quarantine: 'x' }] }, 'Off because their rules cannot be read: bad'],
    [{ ...health, cause: 'feed_lapsed' }, 'less than normal to go by: feed_lapsed'],
  ])('says what is wrong with the evaluator: %#', async (body, finding) => {
    scene()
    stage.admin.on('GET /healthz', { body })
    expect((await stage.run('status', '--evaluator', stage.admin.url)).stdout).toContain(finding)
  })

  it('reports an evaluator that is gone, and still succeeds', async () => {
    scene()
    const { code, value } = await stage.json('status', '--evaluator', await desertedUrl())
    expect(code).toBe(0)
    expect(value.evaluator.error).toContain('cannot be reached')
    expect(value.findings[0].level).toBe('trouble')
  })

  it('has one JSON shape', async () => {
    scene({}, [listedKill()])
    const { value } = await stage.json('status')
    expect(value).toMatchObject({
      instance: { url: stage.admin.url, origin: 'FUSEBOARD_URL' },
      head: head(),
      kills: [{ id: 'k1' }],
      pendingChanges: 0,
      evaluator: null,
      findings: [{ level: 'notice' }],
    })
  })

  it('names changes that wait for a second person, and how they are found', async () => {
    scene()
    stage.admin.on('GET /api/v1/changes?status=pending&limit=100', { body: { items: [change(), change()] } })
    const { stdout } = await stage.run('status')
    expect(stdout).toContain('Waiting     2 changes for a second person')
    expect(stdout).toContain('fuseboard changes --status pending')
    expect(stdout).not.toContain('All is as it should be')
  })

  it('names the broken glass, by whom, until when, and who mends it', async () => {
    const breakGlass = [{ id: 'c7', by: 'ada', reason: 'shop\u202e is down', expiresAt: '2026-11-21T14:00:00.000Z' }]
    scene({ breakGlass })
    const { stdout } = await stage.run('status')
    expect(stdout).toContain('Glass       broken by ada (change c7), until 2026-11-21T14:00:00.000Z')
    expect(stdout).toContain('(shop\\u202e is down)')
    expect(stdout).toContain('fuseboard changes review c7')
  })

  it('works with an admin worker that knows no changes', async () => {
    scene()
    stage.admin.on('GET /api/v1/changes?status=pending&limit=100', problem(404, 'not-found', 'There is nothing here.'))
    const { code, value } = await stage.json('status')
    expect(code).toBe(0)
    expect(value.pendingChanges).toBe(null)
  })

  it('exits 4 without the read scope', async () => {
    scene()
    stage.admin.on('GET /api/v1/head', problem(403, 'missing-scope', 'This needs the scope read; the token has: kill.'))
    const { code, stderr } = await stage.run('status')
    expect(code).toBe(4)
    expect(stderr).toContain('missing-scope: This needs the scope read; the token has: kill. (403)')
    expect(stderr).toContain('the token came from FUSEBOARD_TOKEN')
  })
})
