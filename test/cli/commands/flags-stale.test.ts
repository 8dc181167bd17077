import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useStage } from './run-cli.ts'

const stage = useStage()

const daysAgo = (days: number): string => new Date(Date.now() - days * 24 * 3_600_000).toISOString()
const staleFlag = (key: string, change: object = {}): object => ({
  key,
  createdAt: daysAgo(41),
  served: { on: 1200 },
  stale: ['settled'],
  owner: 'payments',
  ...change,
})
const unused = { stale: ['unused'], served: {} }

function answer(flags: readonly object[], owners: readonly object[] = []): void {
  stage.admin.on('GET /api/v1/lifecycle', { body: { budget: 5, owners } })
  stage.admin.on('GET /api/v1/flags?stale=true&limit=500', { body: { items: flags } })
}

/** A checkout of these files, known to git if told so. */
async function checkout(files: Record<string, string | Buffer>, isGit = false): Promise<string> {
  stage.admin.on('GET /api/v1/flags?limit=500', { body: { items: [{ key: 'new-checkout' }, { key: 'idle-flag' }] } })
  stage.admin.on('GET /api/v1/flags?archived=true&limit=500', { body: { items: [{ key: 'old-flag' }] } })
  const repo = join(stage.home, 'repo')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(repo, path)), { recursive: true })
    await writeFile(join(repo, path), content)
  }
  if (isGit) execFileSync('git', ['init', '-q'], { cwd: repo })
  return repo
}

describe('fuseboard flags stale', () => {
  it('lists flags with reasons, owner, age, what they serve, and what to do', async () => {
    answer([
      staleFlag('new-checkout'),
      staleFlag('idle flag', unused),
      staleFlag('late', { stale: ['expired'], served: { on: 999_999, off: 1 } }),
      staleFlag('brake', { stale: ['review-due'] }),
    ])
    const { code, stdout } = await stage.run('flags', 'stale')
    expect(code).toBe(0)
    expect(stdout).toContain('new-checkout  settled; owner payments; 41 days old; serves "on" to all\n')
    expect(stdout).toContain('has served only "on" for 7 days or more: replace its checks by what "on" does')
    expect(stdout).toContain('idle flag  unused; owner payments; 41 days old; served nobody in 7 days\n')
    expect(stdout).toContain("(--repo finds them), then fuseboard flags archive 'idle flag'\n")
    expect(stdout).toContain('serves "on" 99.9 %, "off" 0.1 %\n  → is past its date')
    expect(stdout).toContain('→ nobody has changed it for a year')
    expect(stdout).toContain('4 flags stale. Every owner is within the budget of 5.\n')
  })

  it('says that none is', async () => {
    answer([])
    expect((await stage.run('flags', 'stale')).stdout).toBe(
      'No flag is stale. Every owner is within the budget of 5.\n',
    )
  })

  it('asks for those of one owner only', async () => {
    const owners = [
      { owner: 'payments', flags: 9, stale: 6, over: true },
      { owner: 'search', flags: 9, stale: 1, over: false },
    ]
    answer([], owners)
    stage.admin.on('GET /api/v1/flags?stale=true&owner=search&limit=500', { body: { items: [staleFlag('a')] } })
    const { code, value } = await stage.json('flags', 'stale', '--owner', 'search', '--check')
    expect(code).toBe(0)
    expect(value).toMatchObject({
      budget: 5,
      owners: [owners[1]],
      flags: [{ key: 'a', suggestion: expect.any(String) }],
    })
  })

  it('exits with 1 for --check where an owner is over the budget, and only then', async () => {
    answer([staleFlag('a')], [{ owner: '', flags: 9, stale: 6, over: true }])
    const checked = await stage.run('flags', 'stale', '--check')
    expect(checked.code).toBe(1)
    expect(checked.stdout).toContain('Flags without an owner: 6 stale, 5 allowed\n')
    expect((await stage.run('flags', 'stale')).code).toBe(0)
  })

  it('refuses a checkout that is not there, before it asks anybody', async () => {
    const { code, stderr } = await stage.run('flags', 'stale', '--repo', join(stage.home, 'nowhere'))
    expect(code).toBe(2)
    expect(stderr).toContain('allowed: a folder that exists')
    expect(stage.admin.received).toEqual([])
  })

  it('shows the control characters of what others wrote', async () => {
    answer([staleFlag('a\u001b[2J', { owner: 'x\u0007', served: { 'o\u001bn': 1 } })])
    const { stdout } = await stage.run('flags', 'stale')
    expect(stdout).toContain('\\u001b[2J')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })
})

describe('fuseboard flags stale --repo', () => {
  it.each([false, true])('shows where the code refers to a flag, and where it is defined (git: %s)', async (isGit) => {
    answer([staleFlag('new-checkout'), staleFlag('idle-flag', unused)])
    const repo = await checkout(
      {
        'src/shop.ts': `\n  if (await flags.isEnabled('new-checkout')) {\n`,
        'src/names.ts': 'export const NEW_CHECKOUT = true\n',
        'flags/shop.yaml': 'flags:\n  new-checkout:\n    enabled: true\n',
        'node_modules/x/index.js': '"new-checkout"',
        'logo.png': Buffer.from('\0"new-checkout"'),
        'huge.txt': `"new-checkout"${' '.repeat(1024 * 1024)}`,
      },
      isGit,
    )
    await symlink('src/shop.ts', join(repo, 'link.ts'))
    const { code, stdout } = await stage.run('flags', 'stale', '--repo', repo)
    expect(code).toBe(0)
    const [first, second] = stdout.split('\n\n')
    expect(first!.split('\n').slice(1)).toEqual([
      "  src/shop.ts:2  if (await flags.isEnabled('new-checkout')) {",
      '  perhaps src/names.ts:1  export const NEW_CHECKOUT = true',
      '  defined in flags/shop.yaml:2  new-checkout:',
      '  → has served only "on" for 7 days or more: replace the check by what "on" does in this place, then, 7 days after the ' +
        'last evaluation, fuseboard flags archive new-checkout',
    ])
    expect(second).toContain('there are no references here: fuseboard flags archive idle-flag')
    expect(stdout).toMatch(/Searched 3 files; [23] binary, large or unreadable ones were left out\./)
  })

  it('leaves out what git ignores', async () => {
    answer([staleFlag('new-checkout')])
    const repo = await checkout({ '.gitignore': 'out/\n', 'out/a.js': '"new-checkout"', 'b.js': '1' }, true)
    const { value } = await stage.json('flags', 'stale', '--repo', repo)
    expect(value.flags[0].references).toEqual({ sure: [], perhaps: [], definitions: [], left: 0 })
    expect(value.searched).toEqual({ files: 2, skipped: 0, isCut: false })
  })

  it('lists keys that code asks for and that are no flags', async () => {
    answer([])
    const repo = await checkout({
      'a.ts': `isEnabled('old-flag')\ngate('never')\nisEnabled('new-checkout')\nisEnabled('toString')\n`,
      'flags/tests.yaml': 'isEnabled("not-code")',
    })
    const { stdout } = await stage.run('flags', 'stale', '--repo', repo)
    expect(stdout).toContain(
      [
        'Code asks for keys that are no flags; it gets its own defaults:',
        'old-flag  was archived',
        "  a.ts:1  isEnabled('old-flag')",
        'never  no flag of this instance',
        "  a.ts:2  gate('never')",
        'toString  no flag of this instance',
      ].join('\n'),
    )
    expect(stdout).not.toContain('not-code')
    expect(stdout).not.toContain('new-checkout')
  })

  it('takes another folder for the flags', async () => {
    answer([staleFlag('new-checkout')])
    const repo = await checkout({ 'ops/flags/a.json': '{"new-checkout": {}}' })
    const { value } = await stage.json('flags', 'stale', '--repo', repo, '--dir', './ops/flags/')
    expect(value.flags[0].references.definitions).toEqual([
      { file: 'ops/flags/a.json', line: 1, text: '{"new-checkout": {}}' },
    ])
  })

  it('keeps a hundred places of a flag and counts the rest', async () => {
    answer([staleFlag('new-checkout')])
    const repo = await checkout({ 'a.ts': `gate('new-checkout')\n`.repeat(103) })
    const { stdout } = await stage.run('flags', 'stale', '--repo', repo)
    expect(stdout).toContain('  90 further places, all with --json\n  and 3 more\n')
    expect(stdout).toContain('in these 100 places and more')
  })
})
