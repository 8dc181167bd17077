import { describe, expect, it } from 'vitest'
import { planChange } from '../../../admin/flags/plan-change.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { JsonObject } from '../../../domain/json.ts'
import { sha256Hex } from '../../../protocol/checksum.ts'
import { type PublishedKey, parseSnapshot } from '../../../protocol/published-snapshot.ts'

const keys: PublishedKey[] = [{ id: 'web', kind: 'client', hash: 'a'.repeat(64) }]

function parsed(document: unknown) {
  const result = parseFlagDocument(document)
  if (!result.ok) throw new Error('the document has problems')
  return result.value
}

function plan(before: unknown, after: unknown) {
  const base = { format: 1 as const, keys, document: parsed(before) as unknown as JsonObject }
  const result = planChange(base, parsed(after))
  if (!result.ok) throw new Error(result.error.kind)
  return result.value
}

const changes = (before: unknown, after: unknown) =>
  plan(before, after).changes.map(({ key, change, lowers }) => `${key} ${change}${lowers ? ' lowers' : ''}`)

const at = (rollout_percentage: number) => ({ enabled: true, rollout_percentage })

describe('a plan', () => {
  it("has the snapshot under its hash, with the base's keys, and the way to the document in it", async () => {
    const { revision, text, documentOffset, flags } = plan({ flags: {} }, { flags: { a: at(10) } })
    expect(revision).toBe(await sha256Hex(text))
    const snapshot = parseSnapshot(text)
    expect(snapshot?.keys).toEqual(keys)
    expect(JSON.parse(text.slice(documentOffset, -1))).toEqual(snapshot?.document)
    expect(flags).toBe(1)
  })

  it('names what is added, removed and changed, and whom it takes something from', () => {
    const before = { flags: { up: at(10), down: at(50), gone: at(10), same: at(10) } }
    const after = { flags: { up: at(20), down: at(40), new: at(10), same: at(10) } }
    expect(changes(before, after)).toEqual(['up changed', 'down changed lowers', 'gone removed lowers', 'new added'])
  })

  it('follows shared fragments, also through each other', () => {
    const document = (domain: string) => ({
      $evaluators: {
        testers: { $ref: 'staff' },
        staff: { ends_with: [{ var: 'email' }, domain] },
        unused: { '==': [domain, 'x'] },
      },
      flags: { a: { enabled: true, user_segments: ['testers'] }, b: at(10) },
    })
    expect(changes(document('example.com'), document('.example.com'))).toEqual(['a changed lowers'])
  })

  it('does not mind the order of keys', () => {
    const settings = { owner: 'ann', system: 'shop' }
    const turned = { system: 'shop', owner: 'ann' }
    expect(
      changes({ flags: { a: { ...at(10), fuseboard: settings } } }, { flags: { a: { ...at(10), fuseboard: turned } } }),
    ).toEqual([])
  })

  it('keeps a definition once, however many flags have it', () => {
    const { definitions, changes: planned } = plan({ flags: {} }, { flags: { a: at(10), b: at(10) } })
    expect(definitions).toHaveLength(1)
    expect(planned.map(({ definition }) => definition)).toEqual([definitions[0]!.hash, definitions[0]!.hash])
  })

  it('knows the system of a flag', () => {
    const { changes: planned } = plan(
      { flags: {} },
      { flags: { a: { ...at(10), fuseboard: { system: 'shop' } }, b: at(1) } },
    )
    expect(planned.map(({ system }) => system)).toEqual(['shop', null])
  })
})
