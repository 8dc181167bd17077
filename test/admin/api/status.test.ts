import { exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../../admin/api/app.ts'
import * as shapes from '../../../admin/api/shapes.ts'
import { ask, freshDeployments, get, killFlag, post, putDocument, settle } from '../deployment.ts'

freshDeployments()

describe('/healthz', () => {
  it('tells where the deployment stands', async () => {
    const { body } = await putDocument({ flags: { a: { enabled: true } } })
    await settle()
    expect(await get('/healthz', { token: null })).toMatchObject({
      status: 200,
      body: { status: 'ok', epoch: 1, seq: 1, revision: body.revision, pendingPublishes: 0, kvOk: true },
    })
  })
})

describe('/metrics', () => {
  it("is Prometheus' text", async () => {
    await killFlag('a')
    const worker = (exports as unknown as { default: Fetcher }).default
    const response = await worker.fetch('http://admin/metrics')
    expect(response.headers.get('content-type')).toContain('text/plain')
    const text = await response.text()
    expect(text).toContain('# TYPE fuseboard_admin_seq gauge\nfuseboard_admin_seq 1\n')
    expect(text).toContain('\nfuseboard_admin_kills_in_force 1\n')
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[\w-]+"\})? \d+)$/)
  })
})

describe('/api/openapi.json', () => {
  it('describes every endpoint', async () => {
    const { status, body } = await get('/api/openapi.json', { token: null })
    expect(status).toBe(200)
    expect(body.openapi).toBe('3.1.0')
    for (const { method, path, needs } of endpoints) {
      const described = body.paths[path][method]
      for (const scope of needs) expect(described.description).toContain(scope)
      expect(described.responses.default.content).toHaveProperty('application/problem+json')
    }
  })

  it('is true', async () => {
    const document = await putDocument({ flags: { a: { enabled: true, fuseboard: { system: 's' } } } })
    const kill = await killFlag('b')
    const token = await post('/api/v1/tokens', { name: 't', scopes: ['read'] })
    const guarded = { flags: { c: { enabled: true, fuseboard: { approval: true } } } }
    const plan = await post('/api/v1/document/plan', guarded)
    const pending = await putDocument(guarded)
    const broken = await ask('PUT', '/api/v1/document?reason=r&breakGlass=true', {
      body: guarded,
      headers: { 'if-match': '*' },
    })
    const system = { name: 'S', owner: 'o', paths: [], dependsOn: [], critical: false }
    const put = await ask('PUT', '/api/v1/systems/s', { body: system })
    const told: [{ parse(value: unknown): unknown }, unknown][] = [
      [shapes.commitAnswer.strict(), document.body],
      [shapes.plan.strict(), plan.body],
      [shapes.pendingAnswer.strict(), pending.body],
      [shapes.commitAnswer.strict(), broken.body],
      [shapes.list(shapes.changeRecord.strict()), (await get('/api/v1/changes')).body],
      [shapes.killAnswer.strict(), kill.body],
      [shapes.newToken.strict(), token.body],
      [shapes.system.strict(), put.body],
      [shapes.head.strict(), (await get('/api/v1/head')).body],
      [shapes.list(shapes.kill.strict()), (await get('/api/v1/kills?all=true')).body],
      [shapes.list(shapes.revision.strict()), (await get('/api/v1/revisions')).body],
      [shapes.list(shapes.flagDiff.strict()), (await get('/api/v1/revisions/1/diff')).body],
      [shapes.list(shapes.historyEntry.strict()), (await get('/api/v1/flags/a/history')).body],
      [shapes.receipts.strict(), (await get(`/api/v1/kills/${kill.body.seq}/receipts`)).body],
      [shapes.list(shapes.token.strict()), (await get('/api/v1/tokens')).body],
      [shapes.list(shapes.system.strict()), (await get('/api/v1/systems')).body],
      [shapes.list(shapes.auditRow.strict()), (await get('/api/v1/audit')).body],
      [shapes.auditVerdict.strict(), (await get('/api/v1/audit/verify')).body],
      [shapes.liftAnswer.strict(), (await ask('DELETE', `/api/v1/kills/${kill.body.id}`)).body],
    ]
    for (const [shape, body] of told) shape.parse(body)
  })
})
