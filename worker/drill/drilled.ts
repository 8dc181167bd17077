// Requests that carry a drill pass: for them, and for the one flag it names, the view is as if that flag were killed.
// Everything behind it is the production path, unchanged.

import { type JsonObject, ownProperty } from '../../domain/json.ts'
import { drillAttribute } from '../../protocol/drill.ts'
import type { Isolate } from '../isolate.ts'
import { type Marks, mark } from '../snapshot/enforcement.ts'
import type { View } from '../snapshot/ladder.ts'
import { flagOfPass } from './pass.ts'

/** Applications hand a missing header on as null or "": that is no pass. The only cost of drills to other requests. */
export const carriesPass = (context: JsonObject): boolean => Boolean(ownProperty(context, drillAttribute))

export interface Drilled {
  readonly view: View
  /** Without the pass: rules never see it, so what it holds cannot steer them. */
  readonly context: JsonObject
}

/** `key`: the flag that is asked for; undefined for all of them. What is no valid pass for it changes nothing. */
export async function drilled(
  { settings, counters, now }: Isolate,
  view: View,
  { [drillAttribute]: pass, ...context }: JsonObject,
  key?: string,
): Promise<Drilled> {
  const { authenticated } = settings
  const flagKey = await flagOfPass(pass, { keys: view.held?.keys ?? [], authenticated, nowMs: now() })
  if (flagKey === undefined) counters.passes.refused++
  else if (key !== undefined && key !== flagKey) counters.passes.other_flag++
  else {
    counters.passes.honoured++
    return { view: withKilled(view, flagKey), context }
  }
  return { view, context }
}

/** The view as a kill of the flag would make it. */
export function withKilled(view: View, flagKey: string): View {
  const { held, fallback, fallbackMarks } = view
  return {
    ...view,
    held: held && { ...held, marks: marked(held.marks, held.snapshot.find(flagKey)?.index) },
    fallbackMarks: marked(fallbackMarks, fallback.find(flagKey)?.index),
  }
}

function marked(marks: Marks, index: number | undefined): Marks {
  if (index === undefined) return marks
  const copy = marks.slice()
  copy[index] = mark.killed
  return copy
}
