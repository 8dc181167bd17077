import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Checkout, createCheckout, deployIn } from './deploy-fixture.ts'

let checkout: Checkout

beforeAll(async () => {
  checkout = await createCheckout()
})
afterAll(() => checkout.remove())

const send = (worker: 'admin' | 'evaluator', environment = 'staging') =>
  `deploy --config ${worker === 'admin' ? 'admin/' : ''}wrangler.toml --env ${environment}`
const sent = (calls: readonly string[]) => calls.filter((call) => call.startsWith('deploy'))

describe('a deploy', () => {
  it('looks at everything, sends admin before evaluator, and asks both how they are', async () => {
    const { code, text, calls, asked } = await deployIn(checkout)
    expect(calls).toEqual([
      'whoami --json',
      'secret list --config admin/wrangler.toml --env staging --format json',
      send('admin'),
      send('evaluator'),
    ])
    expect(asked).toEqual(['https://admin.staging.example/healthz', 'https://evaluator.staging.example/healthz'])
    expect(text).toContain('Both workers are deployed.')
    expect(code).toBe(0)
  })

  it('shows what wrangler says, without its control characters', async () => {
    const { text } = await deployIn(checkout)
    expect(text).toContain('Uploaded \\u001b[2J')
  })

  it('asks at the addresses that were given', async () => {
    const { asked } = await deployIn(checkout, { adminUrl: 'https://a.example/x', evaluatorUrl: 'https://e.example' })
    expect(asked).toEqual(['https://a.example/x/healthz', 'https://e.example/healthz'])
  })

  it('that cannot be seen to be well fails, and says what is deployed', async () => {
    const respond = () => new Response('<html>sign in</html>', { status: 302 })
    const { code, text, asked } = await deployIn(checkout, { respond })
    expect(code).toBe(1)
    expect(asked).toHaveLength(20)
    expect(text).toContain('must not be behind Access')
    expect(text).toContain('Both workers are deployed, but not well')
  })

  it('before the first document is no failure: every flag is off', async () => {
    const respond = (url: string) =>
      Response.json(url.includes('admin') ? { status: 'ok', kvOk: true } : { status: 'off', cause: 'kv_missing' })
    const { code, text } = await deployIn(checkout, { respond })
    expect(code).toBe(0)
    expect(text).toContain('every flag is off: kv_missing')
  })
})

describe('nothing is sent', () => {
  it.each([
    ['signed out', { fake: { FAKE_FAILS: 'whoami' } }, /✗ Cloudflare account/],
    ['without a first token', { fake: { FAKE_SECRETS: '[]' } }, /✗ first admin token/],
    ['with a worker that does not build', { fake: { FAKE_FAILS: '--dry-run admin/wrangler.toml' } }, /✗ admin bundle/],
    ['with an evaluator that is too large', { fake: { FAKE_LARGE: '1' } }, /✗ evaluator bundle: .* of 60\.0 KiB/],
  ])('%s', async (_name, circumstances, says) => {
    const { code, text, calls } = await deployIn(checkout, circumstances)
    expect(text).toMatch(says)
    expect(text).toContain('Nothing was sent')
    expect(text).toContain('→')
    expect(sent(calls)).toEqual([])
    expect(code).toBe(1)
  })

  it('with a placeholder, and the account is not even asked', async () => {
    const other = await createCheckout('0'.repeat(32))
    const { code, text, calls } = await deployIn(other)
    await other.remove()
    expect(text).toContain('the placeholder id')
    expect(calls).toEqual([])
    expect(code).toBe(1)
  })

  it('with a configuration that cannot be read', async () => {
    const other = await createCheckout()
    await other.write('wrangler.toml', 'name = ')
    const { code, text, calls } = await deployIn(other)
    await other.remove()
    expect(text).toMatch(/✗ configuration/)
    expect(calls).toEqual([])
    expect(code).toBe(1)
  })
})

describe('production', () => {
  const environment = 'production'

  it('goes ahead when a person agrees, or with --yes', async () => {
    for (const agreed of [{ answer: true }, { yes: true }]) {
      const { code, calls } = await deployIn(checkout, { environment, ...agreed })
      expect(sent(calls)).toEqual([send('admin', environment), send('evaluator', environment)])
      expect(code).toBe(0)
    }
  })

  it('is left alone when the person does not, or when nobody can be asked', async () => {
    const refused = await deployIn(checkout, { environment, answer: false })
    expect(refused).toMatchObject({ code: 1, text: expect.stringContaining('Nothing was sent.') })
    const alone = await deployIn(checkout, { environment })
    expect(alone).toMatchObject({ code: 2, text: expect.stringContaining('--yes') })
    expect(sent([...refused.calls, ...alone.calls])).toEqual([])
  })

  it('takes nothing that is not committed, which staging may have', async () => {
    const other = await createCheckout()
    await other.write('main.ts', '// changed')
    const staging = await deployIn(other)
    const production = await deployIn(other, { environment, yes: true })
    await other.remove()
    expect(staging.code).toBe(0)
    expect(staging.text).toContain('not committed: M main.ts')
    expect(production.code).toBe(1)
    expect(sent(production.calls)).toEqual([])
  })
})

describe('a deploy that fails half way', () => {
  it('at the admin worker sends no evaluator', async () => {
    const { code, text, calls } = await deployIn(checkout, { fake: { FAKE_FAILS: send('admin') } })
    expect(code).toBe(1)
    expect(sent(calls)).toEqual([send('admin')])
    expect(text).toContain('[code: 9999]')
    expect(text).toContain('The evaluator evaluator-staging was not sent and is as it was')
    expect(text).toContain('npx wrangler deployments list --config admin/wrangler.toml --env staging')
  })

  it('at the evaluator says that the admin worker is deployed, and both ways on', async () => {
    const { code, text, asked } = await deployIn(checkout, { yes: true, fake: { FAKE_FAILS: `${send('evaluator')}` } })
    expect(code).toBe(1)
    expect(text).toContain('The admin worker admin-staging is deployed and stays so')
    expect(text).toContain('npm run deploy -- staging')
    expect(text).toContain('npx wrangler rollback --config admin/wrangler.toml --env staging')
    expect(asked).toEqual([])
  })
})

describe('a dry run', () => {
  it('asks no account, sends nothing, and prints the commands', async () => {
    const { code, text, calls, asked } = await deployIn(checkout, { dryRun: true, fake: { FAKE_FAILS: 'whoami' } })
    expect({ code, calls, asked }).toEqual({ code: 0, calls: [], asked: [] })
    expect(text).toContain(`npx wrangler ${send('admin')}\n  npx wrangler ${send('evaluator')}`)
  })
})
