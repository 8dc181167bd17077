// The shop's code, as far as its hotfix touches it: a checkout of its own with one module, the fix, and the one test that fails
// without it.

import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const git = promisify(execFile)

export interface Repository {
  readonly dir: string
  readonly regressionTest: string
  /** On a branch of its own. */
  fix(): Promise<void>
  remove(): Promise<void>
}

const client = 'services/payments/client.js'
const regressionTest = 'services/payments/client.regression.test.js'
const smokeTest = 'services/payments/smoke.test.js'

const brokenClient = `export const pay = (order) => ({ order, headers: {} })\n`
const fixedClient = `export const pay = (order) => ({ order, headers: { 'idempotency-key': order } })\n`
const smoke = `import assert from 'node:assert/strict'
import test from 'node:test'
import { pay } from './client.js'
test('@smoke an order is paid', () => assert.equal(pay('o1').order, 'o1'))
`
const regression = `import assert from 'node:assert/strict'
import test from 'node:test'
import { pay } from './client.js'
test('a payment carries its key', () => assert.equal(pay('o1').headers['idempotency-key'], 'o1'))
`

export async function openRepository(): Promise<Repository> {
  const dir = await mkdtemp(join(tmpdir(), 'fuseboard-drill-shop-'))
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  const run = (...args: string[]) =>
    git('git', ['-c', 'user.name=Alice', '-c', 'user.email=alice@shop.example', ...args], { cwd: dir })
  await write('package.json', '{ "name": "shop", "type": "module" }\n')
  await write(client, brokenClient)
  await write(smokeTest, smoke)
  await run('init', '--quiet', '--initial-branch=main')
  await run('add', '.')
  await run('commit', '--quiet', '-m', 'The new client')
  return {
    dir,
    regressionTest,
    fix: async () => {
      await run('switch', '--quiet', '-c', 'hotfix')
      await write(client, fixedClient)
      await write(regressionTest, regression)
      await run('add', '.')
      await run('commit', '--quiet', '-m', 'Send the key with each payment')
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  }
}
