import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readFlagsFolder } from '../../../cli/files/read-flags-folder.ts'
import { revisions } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
let dir: string
beforeEach(() => {
  dir = join(stage.home, 'flags')
})

const flag = (more: object = {}, owner?: string): object => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'on',
  fuseboard: { offVariant: 'off', ...(owner && { owner }) },
  ...more,
})

const commit = (document: object): void =>
  stage.admin.on('GET /api/v1/document', { body: document, headers: { etag: `"${revisions.current}"` } })

const pull = () => stage.run('pull', '--dir', dir, '--yes')
const textOf = (path: string): Promise<string> => readFile(join(dir, path), 'utf8')

async function put(path: string, text: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, path), text)
}

async function readBack(): Promise<unknown> {
  const folder = await readFlagsFolder(dir)
  return folder.ok ? folder.value.document : folder.error
}

describe('fuseboard pull', () => {
  it('makes a folder that says what is committed: a file by owner, and one of segments', async () => {
    const document = {
      flags: { a: flag({}, 'Payments & Co'), b: flag({ targeting: { $ref: 's' } }), constructor: flag() },
      $evaluators: { s: { in: [{ var: 'plan' }, ['yes', 'null', '1.0', 'multi\nline']] } },
      metadata: { version: '2026-11-20' },
    }
    commit(document)
    const { code, stdout } = await pull()
    expect(code).toBe(0)
    expect(stdout).toContain(`created  ${dir}/payments-co.yaml\n  + a\n`)
    expect((await readdir(dir)).sort()).toEqual(['flags.yaml', 'payments-co.yaml', 'segments.yaml'])
    expect(await readBack()).toEqual(document)
    expect((await pull()).stdout).toContain('says what is committed already: nothing was written')
  })

  it('leaves alone what says the same, in whatever form, and keeps comments and order around what differs', async () => {
    await put(
      'a.yaml',
      '# ours\nflags:\n  b: { enabled: true } # stays\n\n  # of c\n  c: { enabled: true }\n  gone: { enabled: true }\n',
    )
    await put('b.json', '{"flags":{"d":{"enabled":true}}}')
    const c = flag({ state: 'DISABLED' })
    commit({ flags: { b: flag(), c, d: flag() } })
    expect((await pull()).stdout).toContain(`changed  ${dir}/a.yaml\n  ~ c\n  - gone\n`)
    const text = await textOf('a.yaml')
    expect(text).toContain('# ours\nflags:\n  b: { enabled: true } # stays\n\n  # of c\n  c:\n')
    expect(text).not.toContain('gone')
    expect(await textOf('b.json')).toBe('{"flags":{"d":{"enabled":true}}}')
    expect(await readBack()).toEqual({ flags: { b: flag(), c, d: flag() } })
  })

  it('wraps the flags of a short file once one of them needs the full form, and says what is lost', async () => {
    await put('a.yaml', '# short\na: { enabled: true }\nb: { enabled: true }\n')
    commit({ flags: { a: flag({ defaultVariant: 'off' }), b: flag() } })
    expect((await pull()).stdout).toContain('a.yaml (its comments are lost)')
    expect(await readBack()).toEqual({ flags: { a: flag({ defaultVariant: 'off' }), b: flag() } })
  })

  it('never breaks an alias by removing its anchor', async () => {
    await put('a.yaml', 'flags:\n  a: &a { enabled: true }\n  b: *a\n')
    commit({ flags: { b: flag() } })
    expect((await pull()).code).toBe(0)
    expect(await readBack()).toEqual({ flags: { b: flag() } })
  })

  it('writes JSON files as JSON', async () => {
    await put('a.json', '{"flags": {"a": {"enabled": true}, "__x": {"enabled": true}}}')
    commit({ flags: { a: flag({ state: 'DISABLED' }), __x: flag() } })
    expect((await pull()).code).toBe(0)
    expect(JSON.parse(await textOf('a.json'))).toEqual({
      flags: { a: flag({ state: 'DISABLED' }), __x: { enabled: true } },
    })
  })

  it('writes nothing unasked, and nothing over files that it cannot read', async () => {
    expect((await stage.run('pull', '--dir', dir)).code).toBe(2)
    await put('a.yaml', 'flags: [')
    const { code, stderr } = await pull()
    expect(code).toBe(1)
    expect(stderr).toContain(`${dir}/a.yaml:1:9`)
    expect(await textOf('a.yaml')).toBe('flags: [')
  })

  it('says that nothing is committed yet', async () => {
    stage.admin.on('GET /api/v1/document', problem(404, 'not-found', 'Nothing is committed.'))
    expect((await pull()).stderr).toContain('Nothing is committed on this instance yet.')
  })

  it('tells programs what it wrote', async () => {
    commit({ flags: { a: flag() } })
    const { value } = await stage.json('pull', '--dir', dir, '--yes')
    const edits = [{ section: 'flags', name: 'a', kind: 'added' }]
    const files = [{ path: 'flags.yaml', change: 'created', lostComments: false, edits }]
    expect(value).toEqual({ dir, revision: revisions.current, files })
  })
})
