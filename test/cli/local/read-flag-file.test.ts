import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFlagFile } from '../../../cli/local/read-flag-file.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuseboard-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(file: string, text: string) {
  const path = join(folder, file)
  await writeFile(path, text)
  return readFlagFile(path)
}

const yes = '{"state":"ENABLED","variants":{"on":true,"off":false}}'

const files: [name: string, file: string, text: string, says: RegExp][] = [
  ['that is cut off', 'cut.json', '{"flags":{"a":', /this is not JSON: /],
  ['that is empty', 'empty.json', '', /this is not JSON: /],
  ['that is YAML by the wrong name', 'yaml.json', 'flags:\n  a: 1\n', /this is not JSON: /],
  ['with bad YAML', 'bad.yaml', 'flags:\n  a: [1\n', /this is not YAML: .*line 3/s],
  ['with YAML of tabs', 'tabs.yml', 'flags:\n\ta: 1\n', /this is not YAML: /],
  ['with two YAML documents', 'two.yaml', 'flags: {}\n---\nflags: {}\n', /this is not YAML: /],
  ['with a key twice in JSON', 'twice.json', `{"flags":{"a":${yes},"a":${yes}}}`, /\/flags\/a: found twice; allowed: /],
  ['with a key twice in YAML', 'twice.yaml', 'flags:\n  a: {enabled: true}\n  a: {enabled: false}\n', /unique/],
  ['that is a list', 'list.json', '[]', /the document: found an array of 0; allowed: /],
  ['without flags', 'other.json', '{"features":{}}', /\/flags: found nothing; allowed: /],
  [
    'with a flag in no state',
    'state.json',
    `{"flags":{"a/b":${yes.replace('ENABLED', 'ON')}}}`,
    /\/flags\/a~1b\/state: found "ON"; allowed: "ENABLED" or "DISABLED"/,
  ],
  [
    'with an unknown operator',
    'operator.yaml',
    'flags:\n  a:\n    state: ENABLED\n    variants: {on: true}\n    targeting: {explode: [1]}\n',
    /\/flags\/a\/targeting.*explode/,
  ],
  [
    'with a share above 100',
    'share.yaml',
    'a: {enabled: true, rollout_percentage: 130}\n',
    /\/flags\/a\/rollout_percentage: found 130; allowed: a number from 0 to 100/,
  ],
  [
    'with an unknown segment',
    'segment.yaml',
    'a: {enabled: true, user_segments: [nobody]}\n',
    /\/flags\/a\/user_segments\/0: found "nobody"; allowed: /,
  ],
  [
    'with several problems',
    'several.json',
    '{"flags":{"a":1,"b":2}}',
    /has 2 problems:\n {2}\/flags\/a: .*\n {2}\/flags\/b: /,
  ],
  ['nested without end in JSON', 'deep.json', '['.repeat(200_000), /deep\.json/],
  [
    'nested without end in YAML',
    'deep.yaml',
    `a: ${'['.repeat(20_000)}`,
    /deep\.yaml: this is not YAML|deep\.yaml: this YAML/,
  ],
  ['that unfolds without end', 'bomb.yaml', bomb(), /this YAML cannot be expanded: /],
  [
    'that contains itself',
    'circle.yaml',
    'flags:\n  a: &a\n    state: ENABLED\n    variants: {on: {again: *a}}\n',
    /circle\.yaml/,
  ],
]

describe('a flag file', () => {
  it.each(files)('%s is refused, by its name', async (_name, file, text, says) => {
    const found = await read(file, text)
    expect(found).toEqual({ ok: false, error: expect.stringMatching(says) })
    expect(found.ok ? '' : found.error).toContain(join(folder, file))
    expect(found.ok ? '' : found.error).not.toMatch(/^\s+at /m)
  })

  it('that is not there is refused', async () => {
    const path = join(folder, 'nowhere.json')
    const error = `${path}: there is no such file; give the path of a flag document in JSON or YAML`
    expect(await readFlagFile(path)).toEqual({ ok: false, error })
  })

  it('that is a folder is refused', async () => {
    const error = `${folder}: this is a folder; give the path of a flag document in JSON or YAML`
    expect(await readFlagFile(folder)).toEqual({ ok: false, error })
  })

  it('that is too large is refused before it is read', async () => {
    const path = join(folder, 'large.json')
    await writeFile(path, '{')
    await truncate(path, 26 * 1024 * 1024)
    expect(await readFlagFile(path)).toEqual({
      ok: false,
      error: expect.stringContaining(`${path}: found 27262976 bytes; allowed: up to 26214400`),
    })
  })

  it.each([
    ['flags.json', `{"flags":{"a":${yes}}}`],
    ['flags', `{"flags":{"a":${yes}}}`],
    ['flags.yaml', 'flags:\n  a:\n    state: ENABLED\n    variants: { on: true, off: false }\n'],
    ['FLAGS.YML', `flags: { a: ${yes} } # JSON is YAML`],
  ])('%s is read by its name', async (file, text) => {
    expect(await read(file, text)).toEqual({
      ok: true,
      value: { flags: { a: { state: 'ENABLED', variants: { on: true, off: false } } } },
    })
  })

  it('of shorthand is read in JSON and YAML alike', async () => {
    const json = await read('short.json', '{"a":{"enabled":true,"rollout_percentage":25}}')
    expect(json.ok).toBe(true)
    expect(await read('short.yaml', 'a: &a { enabled: true, rollout_percentage: 25 }\n')).toEqual(json)
  })

  it('may repeat itself by anchors, within reason', async () => {
    const found = await read('anchors.yaml', 'a: &a { enabled: true }\nb: *a\nc: *a\n')
    expect(found.ok && Object.keys(found.value.flags)).toEqual(['a', 'b', 'c'])
  })

  it('keeps a key that every object inherits', async () => {
    for (const [file, text] of [
      ['proto.json', '{"constructor":{"enabled":true}}'],
      ['proto.yaml', 'constructor: { enabled: true }'],
    ] as const) {
      const found = await read(file, text)
      expect(found.ok && Object.keys(found.value.flags)).toEqual(['constructor'])
    }
  })
})

/** Nine anchors, each nine times the one before it. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x]']
  for (let i = 1; i < 10; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  return `${lines.join('\n')}\n`
}
