// Whatever is committed and whatever the folder said before, the folder says the former after a pull.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFlagFile } from '../../../cli/files/flag-file.ts'
import { planPull } from '../../../cli/files/plan-pull.ts'
import { mergeFiles } from '../../../cli/files/read-flags-folder.ts'
import { parseSource } from '../../../cli/files/source-file.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'

const key = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'constructor',
    'toString',
    'yes',
    'null',
    '1',
    '<<',
    '#x',
    'é: ü',
    '~',
    '- a',
    '&x',
    '*x',
    '!t',
  ),
  fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name.trim() === name && !/\p{Cc}/u.test(name)),
)
const owner = fc.option(fc.constantFrom('pay', 'Pay', 'segments', 'ä', 'flags', '../up'), { nil: undefined })
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const full = fc.record({ owner, value: text }).map(({ owner: by, value }) => ({
  state: 'ENABLED',
  variants: { x: value, y: '' },
  defaultVariant: 'x',
  fuseboard: { offVariant: 'y', ...(by !== undefined && { owner: by }) },
}))
const short = fc.record({ enabled: fc.boolean() })
const flags = fc.dictionary(key, fc.oneof(full, short), { maxKeys: 6 })
const segments = fc.dictionary(key, fc.constantFrom(true, { '==': [{ var: 'a' }, 'x'] }), { maxKeys: 3 })
const metadata = fc.dictionary(key, fc.oneof(text, fc.boolean(), fc.integer()), { maxKeys: 3 })
const document = fc.record({ flags, $evaluators: segments, metadata })

function partsOf(texts: Readonly<Record<string, string>>) {
  const files = Object.entries(texts).map(([path, content]) => {
    const source = parseSource(path, content)
    const file = source.ok ? parseFlagFile(path, source.value) : source
    if (!file.ok) throw new Error(JSON.stringify(file.error))
    return file.value
  })
  const merged = mergeFiles(files)
  if (!merged.ok) throw new Error(JSON.stringify(merged.error))
  return { dir: 'flags', files, tests: [], ...merged.value }
}

describe('a pull', () => {
  it('leaves a folder that says what is committed', () => {
    fc.assert(
      fc.property(document, document, fc.constantFrom('a.yaml', 'a.json', 'pay.yml'), (before, committed, name) => {
        const target = parseFlagDocument(committed)
        // Names such as "__proto__" are refused at every door.
        if (!target.ok) return
        const parts = partsOf({ [name]: JSON.stringify(before) })
        const pulled = planPull(parts, JSON.parse(JSON.stringify(target.value)))
        expect(pulled.ok ? [] : pulled.error).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})
