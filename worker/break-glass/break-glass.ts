// Break-glass: flags cut by a request header that a rule of the zone sets, or by a variable of the deployment. Neither an
// object nor KV stands in this path, so it works while both are down. It only ever cuts: nothing is switched on by it.

import type { Snapshot } from '../../domain/flag/compile-snapshot.ts'
import type { Env } from '../env.ts'
import { type Marks, mark } from '../snapshot/enforcement.ts'
import type { View } from '../snapshot/ladder.ts'
import { parseSelection, type Selection, selects } from './selection.ts'

export const killHeader = 'fuseboard-kill'

/** A longer text is not an order that anybody wrote by hand: it cuts everything. */
const maxChars = 16 * 1024

/** The marks that were last made, for as long as the order and what it lies over stay the same. */
interface Prepared {
  readonly text: string
  readonly held: Marks | undefined
  readonly fallback: Marks
  readonly cutHeld: Marks | undefined
  readonly cutFallback: Marks
}

export class BreakGlass {
  readonly #fixed: string
  readonly #trustsHeader: boolean
  #prepared: Prepared | undefined

  constructor(fixed: string, trustsHeader: boolean) {
    this.#fixed = fixed
    this.#trustsHeader = trustsHeader
  }

  /** The view with the order's flags killed in it; the view itself where there is no order. */
  cut(view: View, headers: Headers | undefined): View {
    const asked = this.#trustsHeader ? (headers?.get(killHeader) ?? '') : ''
    const text = asked === '' ? this.#fixed : this.#fixed === '' ? asked : `${this.#fixed},${asked}`
    if (text === '') return view
    const prepared = this.#prepare(text, view)
    if (prepared === undefined) return view
    const { held, decision } = view
    const { cutHeld, cutFallback } = prepared
    return {
      ...view,
      held: held === undefined || cutHeld === undefined ? held : { ...held, marks: cutHeld },
      fallbackMarks: cutFallback,
      decision: { ...decision, cause: 'break_glass' },
    }
  }

  #prepare(text: string, { held, fallback, fallbackMarks }: View): Prepared | undefined {
    const known = this.#prepared
    if (known?.text === text && known.held === held?.marks && known.fallback === fallbackMarks) return known
    const selection = parseSelection(text.length > maxChars ? '*' : text)
    if (selection === undefined) return undefined
    this.#prepared = {
      text,
      held: held?.marks,
      fallback: fallbackMarks,
      cutHeld: held && cutMarks(held.snapshot, held.marks, selection),
      cutFallback: cutMarks(fallback, fallbackMarks, selection),
    }
    return this.#prepared
  }
}

function cutMarks(snapshot: Snapshot, marks: Marks, selection: Selection): Marks {
  const cut = marks.slice()
  for (const flag of snapshot.flags) if (selects(selection, flag)) cut[flag.index] = mark.killed
  return cut
}

/** Undefined where nothing of it is configured, so that no request pays for it. */
export function readBreakGlass({ KILLED = '', KILL_HEADER }: Env): BreakGlass | undefined {
  const trustsHeader = KILL_HEADER === 'on'
  return KILLED.trim() === '' && !trustsHeader ? undefined : new BreakGlass(KILLED.trim(), trustsHeader)
}
