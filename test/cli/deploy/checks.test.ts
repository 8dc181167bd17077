import { describe, expect, it } from 'vitest'
import {
  type Configs,
  checkAdminToken,
  checkConfigs,
  checkHosts,
  checkSignedIn,
  checkSize,
  checkTree,
} from '../../../cli/deploy/checks.ts'
import { summarize, type WorkerConfig } from '../../../cli/deploy/worker-config.ts'

const evaluator: WorkerConfig = {
  path: 'wrangler.toml',
  name: 'fuseboard-staging',
  compatibilityDate: '2026-10-01',
  kvId: 'a'.repeat(32),
  relaysIn: 'fuseboard-admin-staging',
  hasRelays: true,
  classes: [],
  auth: undefined,
  hosts: [],
}
const admin: WorkerConfig = {
  ...evaluator,
  path: 'admin/wrangler.toml',
  name: 'fuseboard-admin-staging',
  relaysIn: undefined,
  classes: ['Root', 'Relay'],
}
const configs: Configs = { environment: 'staging', evaluator, admin, others: [], today: '2026-11-21T00:00:00.000Z' }

const failures = (more: Partial<Configs>) =>
  checkConfigs({ ...configs, ...more })
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ name }) => name)

describe('two configurations that fit each other', () => {
  it('pass', () => {
    expect(failures({})).toEqual([])
  })

  it.each<[string, Partial<Configs>, string]>([
    ['the placeholder id', { evaluator: { ...evaluator, kvId: '0'.repeat(32) } }, 'KV namespace'],
    ['no id', { admin: { ...admin, kvId: undefined } }, 'KV namespace'],
    ['two ids', { admin: { ...admin, kvId: 'b'.repeat(32) } }, 'KV namespace'],
    ["the other environment's id", { others: [{ ...admin, name: 'other' }] }, 'KV namespace'],
    ["the other environment's name", { others: [{ ...admin, kvId: 'c' }] }, 'names'],
    ['one name for both', { admin: { ...admin, name: evaluator.name } }, 'names'],
    ['relays elsewhere', { evaluator: { ...evaluator, relaysIn: 'fuseboard-admin' } }, 'relay objects'],
    ['relays of its own', { evaluator: { ...evaluator, relaysIn: undefined } }, 'relay objects'],
    ['no relays', { evaluator: { ...evaluator, hasRelays: false } }, 'relay objects'],
    ['no migration', { admin: { ...admin, classes: ['Root'] } }, 'relay objects'],
    ['no compatibility date', { admin: { ...admin, compatibilityDate: undefined } }, 'compatibility date'],
    ['one of the future', { admin: { ...admin, compatibilityDate: '2026-11-22' } }, 'compatibility date'],
    ['keys switched off', { evaluator: { ...evaluator, auth: 'off' } }, 'evaluation keys'],
  ])('fail with %s, and say what to do', (_name, more, expected) => {
    expect(failures(more)).toContain(expected)
    const failed = checkConfigs({ ...configs, ...more }).filter(({ verdict }) => verdict === 'failed')
    for (const { remedy } of failed) expect(remedy).toMatch(/\w/)
  })

  it('are only doubted with two compatibility dates, or without addresses', () => {
    const dates = checkConfigs({ ...configs, admin: { ...admin, compatibilityDate: '2026-09-01' } })
    expect(dates.find(({ name }) => name === 'compatibility date')).toMatchObject({ verdict: 'doubt' })
    expect(checkHosts(configs, new Set([admin]))).toMatchObject({ verdict: 'doubt', found: /^wrangler\.toml/ })
    expect(checkHosts(configs, new Set([admin, evaluator]))).toMatchObject({ verdict: 'ok' })
  })
})

describe('the git tree', () => {
  it('may be dirty for staging, never for production', () => {
    expect(checkTree('', 'production').verdict).toBe('ok')
    expect(checkTree(' M a.ts\n?? b.ts\n', 'staging')).toMatchObject({ verdict: 'doubt', found: /M a\.ts, \?\? b\.ts/ })
    expect(checkTree(' M a.ts\n', 'production').verdict).toBe('failed')
    expect(checkTree(null, 'production').verdict).toBe('failed')
  })

  it('names a few files of many', () => {
    const status = Array.from({ length: 9 }, (_, i) => `?? ${i}.ts`).join('\n')
    expect(checkTree(status, 'staging').found).toMatch(/4\.ts, and 4 more$/)
  })
})

describe('what wrangler answers', () => {
  const ended = (code: number | null, stdout = '', output = stdout) => ({ code, stdout, output })

  it('tells whether anybody is signed in', () => {
    expect(checkSignedIn(ended(0), false).verdict).toBe('ok')
    expect(checkSignedIn(ended(1), false)).toMatchObject({ verdict: 'failed', remedy: /wrangler login/ })
    expect(checkSignedIn(ended(null), true)).toMatchObject({ verdict: 'failed', found: /CLOUDFLARE_API_TOKEN/ })
  })

  it.each([
    ['the token among others', 0, '[{"name":"X"},{"name":"FUSEBOARD_ADMIN_TOKEN","type":"secret_text"}]', 'ok'],
    ['no token', 0, '[{"name":"X"}]', 'failed'],
    ['something else', 0, 'null', 'failed'],
    ['no JSON', 0, 'Secrets:', 'failed'],
    ['a worker that does not exist', 1, 'This Worker does not exist on your account. [code: 10007]', 'failed'],
    ['a refusal', 1, 'Authentication error [code: 10000]', 'failed'],
  ])('tells whether there is a first token: %s', (_name, code, stdout, verdict) => {
    const check = checkAdminToken(ended(code, stdout), 'staging')
    expect(check.verdict).toBe(verdict)
    if (verdict === 'failed') expect(check.remedy).toMatch(/\w/)
  })
})

describe('the bundle', () => {
  it('fits its budget or does not', () => {
    const budget = { scriptGzipBytes: 10, wasmBytes: 5 }
    expect(checkSize(budget, budget).verdict).toBe('ok')
    expect(checkSize({ ...budget, wasmBytes: 6 }, budget).verdict).toBe('failed')
    expect(checkSize({ ...budget, scriptGzipBytes: 11 }, budget).verdict).toBe('failed')
  })
})

describe('a wrangler configuration', () => {
  it('names hosts by domain and by pattern, and none by wildcard', () => {
    const routes = [{ pattern: 'flags.example.com' }, 'https://a.example.com/x/*', '*.example.com/*']
    expect(summarize('wrangler.toml', { routes }).hosts).toEqual(['flags.example.com', 'a.example.com'])
  })
})
