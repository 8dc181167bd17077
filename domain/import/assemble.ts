// From translated flags to a checked document. A flag that the document's own rules refuse is left out loudly, rather than
// holding up all the others.

import type { FlagDefinition, FlagDocument } from '../flag/flag-document.ts'
import { parseFlagDocument } from '../flag/parse-flag-document.ts'
import { type Json, pointer } from '../json.ts'
import { type Problem, renderProblem } from '../problem.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Part, Reading } from './reading.ts'
import type { Imported } from './report.ts'

const maxProblems = 50

/** What an importer has made so far. */
export interface Draft {
  readonly flags: Map<string, { readonly source: Part; readonly definition: FlagDefinition }>
  /** Segments and prerequisites. */
  readonly fragments: Map<string, { readonly source: Part; readonly rule: Json }>
}

export const emptyDraft = (): Draft => ({ flags: new Map(), fragments: new Map() })

/** A name for a fragment that no other has. */
export function freeName(draft: Draft, wanted: string): string {
  let name = wanted
  for (let i = 2; draft.fragments.has(name); i++) name = `${wanted} ${i}`
  return name
}

export function assemble(reading: Reading, draft: Draft): Result<Imported, Problem[]> {
  const { problems } = reading
  if (problems.length > 0) {
    const rest = problems.length - maxProblems
    const more = { path: '', found: `${rest} more problems`, allowed: 'none: fix the ones above first' }
    return fail(rest > 0 ? [...problems.slice(0, maxProblems), more] : problems)
  }
  const document = acceptable(draft)
  reading.close()
  const told = new Set(reading.findings.filter(({ fidelity }) => fidelity !== 'exact').map(({ flag }) => flag))
  for (const { source } of draft.flags.values()) {
    if (!told.has(source.flag)) source.tell('exact', 'Carried over: it answers as it did.')
  }
  return ok({ document, report: reading.findings })
}

/** Leaves out what the parser refuses until it refuses nothing. Each round leaves something out, so it ends. */
function acceptable(draft: Draft): FlagDocument {
  for (;;) {
    const flags = Object.fromEntries([...draft.flags].map(([key, { definition }]) => [key, definition]))
    const fragments = Object.fromEntries([...draft.fragments].map(([name, { rule }]) => [name, rule]))
    const parsed = parseFlagDocument({ flags, ...(draft.fragments.size === 0 ? {} : { $evaluators: fragments }) })
    if (parsed.ok) return parsed.value
    for (const problem of parsed.error) leaveOut(draft, problem)
  }
}

function leaveOut(draft: Draft, problem: Problem): void {
  const { path } = problem
  for (const [parts, folder, kind] of [
    [draft.flags, '/flags', 'flag'],
    [draft.fragments, '/$evaluators', 'segment'],
  ] as const) {
    for (const [name, { source }] of parts) {
      const at = pointer(folder, name)
      if (path !== at && !path.startsWith(`${at}/`)) continue
      source.drop(
        `The ${kind} was left out: ${renderProblem(problem)}. Change it in the source, or write it anew here.`,
      )
      parts.delete(name)
    }
  }
}
