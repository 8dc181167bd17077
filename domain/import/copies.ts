// Copies of rules that other flags require, as named fragments: each made once. What requires itself through others, or
// through too many others, cannot be copied.

import type { Json } from '../json.ts'
import { type Draft, freeName } from './assemble.ts'
import type { Part } from './reading.ts'

/** Rules that require rules that require rules: deeper is refused by the document anyway. */
const maxChain = 32

export interface Copy {
  /** Name of the fragment that answers the variant. */
  readonly fragment: string
  /** Whether it answers exactly what the source's rules answer. */
  readonly exact: boolean
}

export class Copies {
  readonly #made = new Map<string, Copy | null>()
  readonly #open: string[] = []
  readonly #circular = new Set<string>()

  /** Null where there can be none. */
  of(
    key: string,
    source: Part,
    draft: Draft,
    decide: () => { readonly rule: Json; readonly exact: boolean },
  ): Copy | null {
    const known = this.#made.get(key)
    if (known !== undefined) return known
    const from = this.#open.indexOf(key)
    if (from >= 0 || this.#open.length === maxChain) {
      for (const name of this.#open.slice(Math.max(from, 0))) this.#circular.add(name)
      return null
    }
    this.#open.push(key)
    const { rule, exact } = decide()
    this.#open.pop()
    const fragment = freeName(draft, `flag ${key}`)
    const copy = this.#circular.has(key) ? null : { fragment, exact }
    if (copy !== null) draft.fragments.set(fragment, { source, rule })
    this.#made.set(key, copy)
    return copy
  }
}
