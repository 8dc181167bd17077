import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { renderProblem } from '../../../domain/problem.ts'
import { createHasher } from '../../../wasm/load-workerd.ts'
import { frameOf } from '../rule.ts'
import { almostDocuments, anyContexts, anyDocuments, likelyDocuments } from './documents.ts'

const compile = (document: unknown) => compileSnapshot(document as Json, 'test', createHasher)

describe('any document and any context', () => {
  it('parse, compile and evaluate without an exception', () => {
    fc.assert(
      fc.property(anyDocuments, anyContexts, (document, context) => {
        const parsed = parseFlagDocument(document)
        if (!parsed.ok) for (const problem of parsed.error) renderProblem(problem)
        const snapshot = compile(document)
        if (snapshot === null) return
        const frame = frameOf(context as JsonObject)
        const bulk = snapshot.prepareBulk(frame)
        for (const flag of snapshot.flags) {
          const outcome = flag.evaluate(frame)
          expect(flag.evaluate(bulk)).toBe(outcome)
          expect(snapshot.find(flag.key)).toBe(flag)
          expect(outcome.reason === 'ERROR').toBe(outcome.errorCode !== undefined)
          expect(outcome.variant === undefined).toBe(outcome.value === undefined)
          expect(flag.off.reason).toBe('DISABLED')
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('answer the same when compiled again', () => {
    fc.assert(
      fc.property(fc.oneof(almostDocuments, likelyDocuments), anyContexts, (document, context) => {
        const frame = frameOf(context as JsonObject)
        const answers = () => compile(document)?.flags.map((flag) => flag.evaluate(frame))
        expect(answers()).toEqual(answers())
      }),
      { numRuns: 500 },
    )
  })
})

describe('an accepted document', () => {
  it('never has a quarantined flag', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: likelyDocuments }, almostDocuments), (document) => {
        const parsed = parseFlagDocument(document)
        if (!parsed.ok) return
        accepted++
        const snapshot = compile(parsed.value)
        expect(snapshot?.flags.map((flag) => flag.quarantine).filter((reason) => reason !== undefined)).toEqual([])
      }),
      { numRuns: 4000 },
    )
    expect(accepted).toBeGreaterThan(200)
  })

  it('is accepted again, and unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(likelyDocuments, almostDocuments), (document) => {
        const parsed = parseFlagDocument(document)
        if (parsed.ok) expect(parseFlagDocument(JSON.parse(JSON.stringify(parsed.value)))).toEqual(parsed)
      }),
      { numRuns: 1000 },
    )
  })

  it('is not changed by parsing, compiling or evaluating', () => {
    fc.assert(
      fc.property(anyDocuments, anyContexts, (document, context) => {
        const before = JSON.stringify([document, context])
        parseFlagDocument(document)
        for (const flag of compile(document)?.flags ?? []) flag.evaluate(frameOf(context as JsonObject))
        expect(JSON.stringify([document, context])).toBe(before)
      }),
      { numRuns: 500 },
    )
  })
})
