// The lint rules that hold the house together do refuse what they are there to refuse: a small house with every forbidden
// import is linted under the real configuration.

import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const house = mkdtempSync(join(tmpdir(), 'fuseboard-house-'))

const refused: [from: string, to: string][] = [
  ['domain/flag/r1.ts', '../../protocol/feed.ts'],
  ['domain/flag/r2.ts', '../../worker/app.ts'],
  ['domain/flag/r3.ts', 'node:fs'],
  ['domain/flag/r4.ts', 'hono'],
  ['protocol/r5.ts', '../wasm/hasher.ts'],
  ['protocol/r6.ts', '../worker/app.ts'],
  ['wasm/r7.ts', '../protocol/feed.ts'],
  ['worker/r8.ts', '../admin/main.ts'],
  ['worker/ofrep/r9.ts', '../../cli/local/main.ts'],
  ['admin/r10.ts', '../worker/app.ts'],
  ['cli/r11.ts', '../admin/main.ts'],
  ['cli/r12.ts', '../test/cli/a.ts'],
  ['worker/r13.ts', '../bench/main.ts'],
  ['client/r14.ts', '../worker/app.ts'],
  ['client/r15.ts', '../wasm/hasher.ts'],
  ['worker/r16.ts', '../client/outcomes-hook.ts'],
]

const allowed: [from: string, to: string][] = [
  ['domain/flag/a1.ts', '../json.ts'],
  ['protocol/a2.ts', '../domain/json.ts'],
  ['worker/ofrep/a3.ts', '../../protocol/feed.ts'],
  ['admin/api/a4.ts', '../../protocol/feed.ts'],
  ['cli/a5.ts', '../domain/json.ts'],
  ['client/a7.ts', '../protocol/outcomes.ts'],
  ['test/cli/a6.test.ts', '../../cli/local/options.ts'],
]

const globals: [from: string, name: string][] = [
  ['domain/flag/g1.ts', 'fetch'],
  ['domain/flag/g2.ts', 'performance'],
  ['domain/flag/g3.ts', 'crypto'],
]

function put(path: string, source: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true })
  writeFileSync(join(house, path), source)
}

interface Finding {
  readonly category: string
  readonly location: { readonly path: string }
}

let findings: string[] = []

beforeAll(() => {
  execFileSync('git', ['init', '-q'], { cwd: house })
  for (const name of ['biome.json', '.gitignore']) copyFileSync(join(root, name), join(house, name))
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'))
  for (const [from, to] of [...refused, ...allowed]) put(from, `import { x } from '${to}'\n\nexport const y = x\n`)
  for (const [from, name] of globals) put(from, `export const y = ${name}\n`)
  put('domain/c1.ts', "import { b } from './c2.ts'\n\nexport const a = () => b\n")
  put('domain/c2.ts', "import { a } from './c1.ts'\n\nexport const b = () => a\n")
  const biome = join(root, 'node_modules', '.bin', 'biome')
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: house,
    encoding: 'utf8',
  })
  const { diagnostics } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as { diagnostics: Finding[] }
  findings = diagnostics.map(({ category, location }) => `${category.split('/').pop()} ${location.path}`)
})
afterAll(() => rmSync(house, { recursive: true, force: true }))

describe('the house', () => {
  it.each(refused)('%s may not import %s', (from) => {
    expect(findings).toContain(`noRestrictedImports ${from}`)
  })
  it.each(allowed)('%s may import %s', (from) => {
    expect(findings).not.toContain(`noRestrictedImports ${from}`)
  })
  it.each(globals)('%s may not use %s', (from) => {
    expect(findings).toContain(`noRestrictedGlobals ${from}`)
  })
  it('refuses imports that run in a circle', () => {
    expect(findings).toContain('noImportCycles domain/c1.ts')
  })
})
