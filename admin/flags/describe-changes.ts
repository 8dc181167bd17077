// A planned change, flag by flag, for people: what it does to whom, and the lines that differ. Pure; what only the root knows
// (kills, drills, who has to approve) is added there. Never longer than it may be: lines are left out first, then flags.

import { isSame } from '../../domain/flag/document-edit.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../domain/json.ts'
import type { PlannedFlag, PlannedSegment } from '../../protocol/admin-plan.ts'
import type { FlagChangeKind } from '../../protocol/admin-revision.ts'
import { diffLines } from './diff-lines.ts'
import { EffectiveDefinitions } from './effective-definition.ts'
import type { PlannedChange } from './plan-change.ts'

/** Characters of JSON. */
export interface DescriptionLimits {
  /** Of all lines together. */
  readonly lineChars: number
  /** Of everything. */
  readonly chars: number
}

export interface Description {
  /** Raising first, then by key. `approval` is false and `notes` are of the document alone until the root has seen it. */
  readonly flags: readonly PlannedFlag[]
  readonly segments: readonly PlannedSegment[]
  /** Flags that found no place. */
  readonly unlisted: number
}

/** Segments named in one note. */
const maxNamed = 10
const maxLineChars = 2_000
const leftOut = ['… left out, since an answer has its limits: compare the revisions']

export function describeChanges(
  before: JsonObject,
  after: JsonObject,
  changes: readonly PlannedChange[],
  limits: DescriptionLimits,
): Description {
  const room = new Room(limits)
  const segments = describeSegments(before, after, room)
  const changed = new Set(segments.map(({ name }) => name))
  const versions = [new EffectiveDefinitions(before), new EffectiveDefinitions(after)]
  const [older, newer] = [mapIn(before, 'flags'), mapIn(after, 'flags')]
  const flags: PlannedFlag[] = []
  for (const { key, change, exposure } of [...changes].sort(byWeight)) {
    const lines = room.lines(ownProperty(older, key), ownProperty(newer, key))
    const through = versions.flatMap((version) => version.fragmentsOf(key)).filter((name) => changed.has(name))
    const notes = through.length === 0 ? [] : [segmentNote([...new Set(through)], lines.length === 0)]
    const flag = { key, change, exposure, lines, approval: false, notes }
    if (!room.take(flag)) break
    flags.push(flag)
  }
  return { flags, segments, unlisted: changes.length - flags.length }
}

const weight = ({ raises, exposure }: PlannedChange): number => (raises || exposure.direction === 'unknown' ? 0 : 1)
const byWeight = (left: PlannedChange, right: PlannedChange): number =>
  weight(left) - weight(right) || (left.key < right.key ? -1 : 1)

function segmentNote(names: readonly string[], alone: boolean): string {
  const shown = names.slice(0, maxNamed).map((name) => `"${name}"`)
  const rest = names.length - shown.length
  const list = `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  return `${alone ? 'changes only' : 'also changes'} through the segment${names.length === 1 ? '' : 's'} ${list}`
}

function describeSegments(before: JsonObject, after: JsonObject, room: Room): PlannedSegment[] {
  const [older, newer] = [mapIn(before, '$evaluators'), mapIn(after, '$evaluators')]
  const found: PlannedSegment[] = []
  for (const name of [...new Set([...Object.keys(older), ...Object.keys(newer)])].sort()) {
    const [was, is] = [ownProperty(older, name), ownProperty(newer, name)]
    const lines = room.lines(was, is)
    if (lines.length === 0) continue
    const change: FlagChangeKind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    const segment = { name, change, lines }
    if (!room.take(segment)) break
    found.push(segment)
  }
  return found
}

function mapIn(document: JsonObject, name: string): JsonObject {
  const map = ownProperty(document, name)
  return isJsonObject(map) ? map : {}
}

/** What is left of the limits. */
class Room {
  #lineChars: number
  #chars: number

  constructor({ lineChars, chars }: DescriptionLimits) {
    this.#lineChars = lineChars
    this.#chars = chars
  }

  /** Lines that differ, as many as there is room for; none where nothing does. */
  lines(was: Json | undefined, is: Json | undefined): readonly string[] {
    if (isSame(was, is)) return []
    if (this.#lineChars <= 0) return leftOut
    const lines = diffLines(was, is).map(shorten)
    this.#lineChars -= JSON.stringify(lines).length
    return this.#lineChars < 0 ? leftOut : lines
  }

  take(part: unknown): boolean {
    this.#chars -= JSON.stringify(part).length + 1
    return this.#chars >= 0
  }
}

const shorten = (line: string): string =>
  line.length <= maxLineChars ? line : `${line.slice(0, maxLineChars).toWellFormed()}… (${line.length} characters)`
