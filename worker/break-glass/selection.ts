// What a break-glass order cuts, from the text of a header or a variable. In an emergency a typo must not pass for success,
// and off is the safe side: a selector that cannot be read cuts everything.

import type { CompiledFlag } from '../../domain/flag/compile-flag.ts'

export interface Selection {
  readonly all: boolean
  readonly flags: ReadonlySet<string>
  readonly systems: ReadonlySet<string>
}

/**
 * Selectors stand between commas: a flag's key, `flag:<key>`, `system:<id>`, or `*` for everything. What a header cannot
 * carry, commas and `%` itself are percent-encoded as UTF-8. Undefined for a text without any selector.
 * @example
 * parseSelection('new-checkout, system:payments')
 */
export function parseSelection(text: string): Selection | undefined {
  const selectors = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (selectors.length === 0) return undefined
  const flags = new Set<string>()
  const systems = new Set<string>()
  let all = false
  for (const selector of selectors) {
    const named = selector === '*' ? undefined : decoded(selector)
    if (named === undefined) all = true
    else if (named.startsWith('system:')) systems.add(named.slice('system:'.length))
    else flags.add(named.startsWith('flag:') ? named.slice('flag:'.length) : named)
  }
  return { all, flags, systems }
}

/** Undefined for what nobody can read: a stray `%`, or a kind without a name. */
function decoded(selector: string): string | undefined {
  try {
    const text = decodeURIComponent(selector)
    return text === 'system:' || text === 'flag:' ? undefined : text
  } catch {
    return undefined
  }
}

export function selects({ all, flags, systems }: Selection, { key, settings }: CompiledFlag): boolean {
  return all || flags.has(key) || (settings.system !== undefined && systems.has(settings.system))
}
