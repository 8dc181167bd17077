import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderFileProblem } from '../../../cli/files/file-problem.ts'
import { readFlagsFolder } from '../../../cli/files/read-flags-folder.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fuseboard-folder-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function put(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
}

async function documentOf(files: Readonly<Record<string, string | Uint8Array>>) {
  await put(files)
  const folder = await readFlagsFolder(dir)
  if (!folder.ok) throw new Error(folder.error.map(renderFileProblem).join('\n'))
  return folder.value.document
}

/** The problems as they are shown, with the folder left out. */
async function problemsOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  await put(files)
  const folder = await readFlagsFolder(dir)
  return folder.ok ? [] : folder.error.map((problem) => renderFileProblem(problem).replaceAll(dir, '.'))
}

const on = '{ enabled: true }'

describe('a folder of flag files', () => {
  it('is one document, whatever the files are called and wherever they stand', async () => {
    const document = await documentOf({
      'a.yaml': `flags:\n  a: { enabled: true, user_segments: [staff] }\nmetadata: { flagSetId: shop }`,
      'team/b.yml': `b: ${on}\nc: { enabled: false }`,
      'segments.json': '{"$schema": "x", "$evaluators": {"staff": {"==": [{"var": "plan"}, "staff"]}}}',
      'full.json': JSON.stringify({ flags: { d: { state: 'ENABLED', variants: { x: 1 } } } }),
      'a.test.yaml': 'this: is no flag file',
      'notes.md': 'nor is this',
      '.hidden/x.yaml': 'nor: this',
    })
    expect(Object.keys(document.flags).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(document.flags.a).toMatchObject({ state: 'ENABLED', targeting: { if: [{ $ref: 'staff' }, 'on', 'off'] } })
    expect(document.metadata).toEqual({ flagSetId: 'shop' })
  })

  it('takes the names of prototypes for names', async () => {
    const document = await documentOf({
      'a.yaml': `flags:\n  constructor: ${on}\n  toString: ${on}\n  "1": ${on}\n  true: ${on}`,
    })
    expect(Object.keys(document.flags).sort()).toEqual(['1', 'constructor', 'toString', 'true'])
    expect(await problemsOf({ 'a.yaml': `flags:\n  __proto__: ${on}` })).toEqual([
      expect.stringContaining('./a.yaml:2:3 /flags/__proto__: found "__proto__"'),
    ])
  })

  it('names both files of a flag, a segment or a metadata member that stands twice', async () => {
    const problems = await problemsOf({
      'a.yaml': `metadata: { version: "1", flagSetId: shop }\n$evaluators: { s: true }\nflags:\n  x: ${on}`,
      'b.json':
        '{"flags": {\n "x": {"enabled": true}}, "$evaluators": {"s": true},\n"metadata": {"version": "2", "flagSetId": "shop"}}',
    })
    expect(problems).toEqual([
      './b.json:2:2 /flags/x: found the flag "x", which stands in ./a.yaml:4 too; allowed: each flag in one file only',
      './b.json:2:43 /$evaluators/s: found the segment "s", which stands in ./a.yaml:2 too; allowed: each segment in one file only',
      './b.json:3:14 /metadata/version: found the metadata "version", which stands in ./a.yaml:1 too; allowed: the same value in both files',
    ])
  })

  it('tells the place of what is wrong with a flag, in its own file', async () => {
    const problems = await problemsOf({
      'a.yaml': `flags:\n  x:\n    state: ON\n    variants: { on: true }\n    defaultVariant: off`,
      'b.yaml': `# a comment\ny:\n  enabled: true\n  rollout_percentage: 200`,
    })
    expect(problems).toEqual([
      './b.yaml:4:3 /y/rollout_percentage: found 200; allowed: a number from 0 to 100, with at most three decimals',
    ])
    await rm(join(dir, 'b.yaml'))
    expect(await problemsOf({})).toEqual([
      './a.yaml:3:5 /flags/x/state: found "ON"; allowed: "ENABLED" or "DISABLED"',
      './a.yaml:5:5 /flags/x/defaultVariant: found "off"; allowed: a variant (on), null, or absent',
    ])
  })

  it('refuses members that mean nothing, since they are misspelt ones that do', async () => {
    expect(await problemsOf({ 'a.yaml': `flag:\n  x: ${on}` })).toEqual([
      './a.yaml:1:1 /flag: found an object; allowed: one of flags, $evaluators, metadata, $schema, or short-form flags alone',
    ])
  })

  it('is refused without any flag file: an empty document would remove every flag', async () => {
    expect((await problemsOf({}))[0]).toContain('.: found no flag file')
    expect((await readFlagsFolder(join(dir, 'nowhere'))).ok).toBe(false)
    expect(await documentOf({ 'a.yaml': 'flags: {}' })).toEqual({ flags: {} })
  })

  it('reads nothing outside of it', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'fuseboard-elsewhere-'))
    await writeFile(join(elsewhere, 'x.yaml'), `x: ${on}`)
    await symlink(join(elsewhere, 'x.yaml'), join(dir, 'x.yaml'))
    await symlink(elsewhere, join(dir, 'team'))
    await symlink(join(dir, 'nothing'), join(dir, 'lost.yaml'))
    expect((await problemsOf({})).sort()).toEqual([
      './lost.yaml: found a link that leads nowhere; allowed: files inside the folder',
      './team: found a link out of the folder; allowed: files inside the folder',
      './x.yaml: found a link out of the folder; allowed: files inside the folder',
    ])
    await rm(elsewhere, { recursive: true })
  })
})

describe('a file that could be read in two ways is refused', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
    .split('')
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`)
    .join('\n')}`

  it.each<[what: string, text: string | Uint8Array, shown: string]>([
    [
      'a key twice',
      `flags:\n  x: ${on}\n  x: ${on}`,
      'f.yaml:3:3 /flags/x: found the key twice; allowed: each key once',
    ],
    ['a tab', `flags:\n\tx: ${on}`, 'f.yaml:2:1: found a tab as indentation; allowed: spaces'],
    ['a tag', `flags: !mine {}`, 'f.yaml:1:14 /flags: found the tag !mine; allowed: values without tags'],
    ['a known tag', `metadata: { a: !!binary aGk= }`, 'f.yaml:1:25 /metadata/a: found the tag !!binary'],
    [
      'a merge key',
      `metadata: &m {}\nflags:\n  <<: *m`,
      'f.yaml:3:3 /flags/<<: found a merge key; allowed: the members',
    ],
    ['a key that is no text', `? [a]\n: 1`, 'f.yaml:1:3: found a key that is no text; allowed: a text'],
    ['two documents', `flags: {}\n---\nflags: {}`, 'found a second document; allowed: one document in a file'],
    ['an alias without its anchor', `flags: *x`, 'found something that cannot be expanded (Unresolved alias'],
    ['a small file that becomes huge', bomb, 'found something that cannot be expanded (Excessive alias count'],
    ['no number', `metadata: { a: .inf }`, 'f.yaml:1:16 /metadata/a: found .inf; allowed: a finite number'],
    ['parts nested too deep', `flags: ${'['.repeat(5000)}`, 'found parts nested too deep'],
    ['nothing', ' \n', 'f.yaml: found nothing; allowed: a YAML map'],
    ['only a comment', '# later\n', 'f.yaml:1:1: found null; allowed: a map of flags'],
    ['a byte order mark', '\ufeffflags: {}', 'f.yaml: found a byte order mark; allowed: UTF-8 without one'],
    ['another encoding', new Uint8Array([0x66, 0xff, 0xfe]), 'f.yaml: found bytes that are no UTF-8; allowed: UTF-8'],
  ])('%s', async (_, text, shown) => {
    expect((await problemsOf({ 'f.yaml': text }))[0]).toContain(shown)
  })

  it.each<[what: string, text: string, shown: string]>([
    ['a key twice', '{"flags": {\n  "x": {},\n  "x": {}}}', 'f.json:2:3 /flags/x: found the key twice'],
    ['no JSON', '{"flags": {\n  x: 1}}', 'f.json:2:3: found no JSON (Expected property name'],
    ['no end', '{"flags": {', 'f.json:1:12: found no JSON ('],
    ['a list', '[]', 'f.json:1:1: found an array of 0; allowed: a map of flags'],
  ])('JSON: %s', async (_, text, shown) => {
    expect((await problemsOf({ 'f.json': text }))[0]).toContain(shown)
  })

  it('too many bytes', async () => {
    const [problem] = await problemsOf({ 'f.json': ' '.repeat(25 * 1024 * 1024 + 1) })
    expect(problem).toBe('./f.json: found 26214401 bytes; allowed: up to 26214400 bytes')
  })
})
