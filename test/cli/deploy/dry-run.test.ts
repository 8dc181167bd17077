// `npm run deploy` of this checkout itself, with the real wrangler, as far as that goes without an account.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../../cli/deploy/main.ts', import.meta.url))

function deploy(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

describe.each(['staging', 'production'])('a dry run of %s', (environment) => {
  it('builds both workers and sends nothing; only the ids of KV are for whoever deploys to fill in', async () => {
    const { code, stdout } = await deploy(environment, '--dry-run')
    expect(stdout).toMatch(/✓ admin bundle/)
    expect(stdout).toMatch(/✓ evaluator bundle/)
    const isFilledIn = /✓ KV namespace/.test(stdout)
    if (!isFilledIn) expect(stdout).toMatch(/✗ KV namespace: \S+ has the placeholder id/)
    for (const name of ['names', 'relay objects', 'compatibility date', 'evaluation keys']) {
      expect(stdout).toContain(`✓ ${name}`)
    }
    expect(stdout).toContain(`npx wrangler deploy --config wrangler.toml --env ${environment}`)
    expect(stdout).toContain('Nothing was sent')
    if (!isFilledIn) expect(code).toBe(1)
  })
})

describe('wrong usage', () => {
  it.each([
    [[], /found nothing; allowed: one of staging, production/],
    [['prod'], /found "prod"/],
    [['staging', 'production'], /found "staging production"/],
    [['toString'], /found "toString"/],
    [['staging', '--force'], /--force/],
    [['staging', '--admin-url', 'flags'], /--admin-url: found "flags"/],
    [['staging', '--admin-url', 'file:///etc'], /--admin-url/],
  ])('%j is told what there is', async (args, says) => {
    const { code, stdout, stderr } = await deploy(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(says)
  })

  it('--help is none', async () => {
    expect(await deploy('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') })
  })
})
