// Two versions of a flag as lines that differ, for people: "- …" and "+ …". What fits into one line stands in one.

import { isJsonObject, type Json } from '../../domain/json.ts'

const lineWidth = 100
/** Lines shown of one flag; the rest are counted. */
const maxLines = 400
/** Lines × lines compared; beyond it the whole of both is shown. */
const maxComparisons = 4_000_000

/** Undefined on either side where there was no flag. */
export function diffLines(before: Json | undefined, after: Json | undefined): string[] {
  const left = before === undefined ? [] : renderLines(before)
  const right = after === undefined ? [] : renderLines(after)
  const lines = compareLines(left, right)
  const rest = lines.length - maxLines
  return rest > 0 ? [...lines.slice(0, maxLines), `… and ${rest} more lines`] : lines
}

/** JSON over as few lines as are readable. */
export function renderLines(value: Json, indent = '', label = '', end = ''): string[] {
  const inline = `${indent}${label}${renderInline(value)}${end}`
  if (typeof value !== 'object' || value === null || inline.length <= lineWidth) return [inline]
  const isList = Array.isArray(value)
  const entries: (readonly [string, Json])[] = isList
    ? value.map((part: Json) => ['', part])
    : Object.entries(value).map(([name, part]) => [`${JSON.stringify(name)}: `, part])
  const inner = entries.flatMap(([name, part], i) => {
    return renderLines(part, `${indent}  `, name, i < entries.length - 1 ? ',' : '')
  })
  return [`${indent}${label}${isList ? '[' : '{'}`, ...inner, `${indent}${isList ? ']' : '}'}${end}`]
}

function renderInline(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(renderInline).join(', ')}]`
  if (!isJsonObject(value)) return JSON.stringify(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  return `{ ${entries.map(([name, part]) => `${JSON.stringify(name)}: ${renderInline(part)}`).join(', ')} }`
}

function compareLines(left: readonly string[], right: readonly string[]): string[] {
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start++
  let tail = 0
  while (tail < left.length - start && tail < right.length - start && left.at(-1 - tail) === right.at(-1 - tail)) tail++
  const removed = left.slice(start, left.length - tail)
  const added = right.slice(start, right.length - tail)
  if (removed.length * added.length > maxComparisons) return [...removed.map(minus), ...added.map(plus)]
  return interleave(removed, added)
}

const minus = (line: string): string => `- ${line}`
const plus = (line: string): string => `+ ${line}`

/** The shortest script by longest common subsequence; kept lines are left out. */
function interleave(left: readonly string[], right: readonly string[]): string[] {
  const width = right.length + 1
  const common = new Uint32Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const below = common[(i + 1) * width + j]!
      const beside = common[i * width + j + 1]!
      common[i * width + j] = left[i] === right[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(below, beside)
    }
  }
  const lines: string[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      i++
      j++
    } else if (j === right.length || (i < left.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      lines.push(minus(left[i++]!))
    } else lines.push(plus(right[j++]!))
  }
  return lines
}
