// The samples over which two versions of a flag are compared: contexts made of the paths and literals that stand in either
// rule, and hash values on both sides of every boundary between shares, so that the smallest move of a percentage is seen.
// The same rules always give the same samples.

import { distribution } from '../bucket/distribution.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { Frame } from '../logic/program.ts'

export interface Sample {
  readonly frame: Frame
  /** The hash that the first bucketing of this evaluation gets. */
  readonly point: number
  /** Part of the evenly spread samples that shares are counted over: not the one without a targeting key. */
  readonly isEven: boolean
}

interface Version {
  readonly definition: Json | undefined
  readonly fragments: JsonObject
}

/** Evaluations of each version, about, boundaries not counted. */
const maxEvaluations = 4_096
/** Points beside boundaries; a rule has two per share. */
const maxEdges = 64
const maxContexts = 512
const maxCandidates = 24
const evenPoints = 64
const hashSpace = 2 ** 32

export function* samples(versions: readonly Version[]): Generator<Sample> {
  const { candidates, bucketed, boundaries } = new Findings(versions)
  const even = Array.from({ length: evenPoints }, (_, i) => Math.floor(((i + 0.5) * hashSpace) / evenPoints))
  const edges = [...boundaries].slice(0, maxEdges)
  const frames = contexts(candidates)
  const perFrame = bucketed ? Math.min(evenPoints, Math.max(4, Math.floor(maxEvaluations / frames.length))) : 1
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i]!
    // A moved boundary shows beside it alone, and perhaps in one context alone: every context gets all of them. Of the
    // even points each takes its turn.
    for (const point of edges) yield { frame, point, isEven: false }
    const first = perFrame === evenPoints ? 0 : i * perFrame
    for (let j = first; j < first + perFrame; j++) yield { frame, point: even[j % evenPoints]!, isEven: i > 0 }
  }
}

/** Spreads two numbers over 32 bits, always alike. */
export function scatter(left: number, right: number): number {
  let mixed = Math.imul(left ^ Math.imul(right + 1, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Paths and literals of one operation and of what stands inside it. */
interface Finds {
  readonly paths: string[]
  readonly literals: Json[]
}

const walkers: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'some', 'none', 'reduce'])
/** What stands in different arms is not compared with each other. */
const branching: ReadonlySet<string> = new Set(['if', '?:', 'and', 'or', '!', '!!', 'fractional'])

/** What the rules look at, and what they compare it with. */
class Findings {
  /** Values worth trying, by path. `$flagd.timestamp` and `$edge.…` stand here as the rules spell them. */
  readonly candidates = new Map<string, Json[]>()
  /** Whether any rule divides people by hash. */
  bucketed = false
  readonly boundaries = new Set<number>()
  #fragments: JsonObject = {}
  #followed = new Set<string>()

  constructor(versions: readonly Version[]) {
    for (const { definition, fragments } of versions) {
      if (!isJsonObject(definition)) continue
      this.#fragments = fragments
      this.#followed = new Set()
      this.#read(definition.targeting ?? null, { paths: [], literals: [] })
    }
  }

  /** Walks a rule; what it reads is added to `around`, the enclosing operation's finds. */
  #read(rule: Json, around: Finds): void {
    if (Array.isArray(rule)) for (const part of rule) this.#read(part, around)
    else if (!isJsonObject(rule)) around.literals.push(rule)
    else for (const [operator, argument] of Object.entries(rule)) this.#operate(operator, argument, around)
  }

  #operate(operator: string, argument: Json, around: Finds): void {
    if (operator === '$ref') {
      this.#follow(argument, around)
      return
    }
    const own: Finds = { paths: [], literals: [] }
    if (operator === 'var') this.#readVariable(argument, own)
    else this.#read(argument, own)
    if (operator === 'missing' || operator === 'missing_some') own.paths.push(...own.literals.map(String))
    if (operator === 'fractional') this.#mark(argument)
    if (branching.has(operator)) return
    for (const path of own.paths) this.#noteAll(path, own, walkers.has(operator))
    around.paths.push(...own.paths)
    around.literals.push(...own.literals)
  }

  #follow(name: Json, around: Finds): void {
    if (typeof name !== 'string' || this.#followed.has(name) || !Object.hasOwn(this.#fragments, name)) return
    this.#followed.add(name)
    this.#read(this.#fragments[name] ?? null, around)
  }

  #readVariable(argument: Json, own: Finds): void {
    const [path, ...otherwise]: readonly Json[] = Array.isArray(argument) ? argument : [argument]
    if (typeof path === 'string' || typeof path === 'number') own.paths.push(String(path))
    this.#read(otherwise, own)
  }

  #mark(argument: Json): void {
    this.bucketed = true
    if (!Array.isArray(argument)) return
    const weights = argument.filter((entry) => Array.isArray(entry)).map((entry) => ['', (entry as Json[])[1] ?? 1])
    for (const end of distribution(weights)?.ends ?? []) {
      this.boundaries.add(Math.max(0, end - 1)).add(Math.min(end, hashSpace - 1))
    }
  }

  #noteAll(path: string, { paths, literals }: Finds, inLists: boolean): void {
    const fields = paths.filter((field) => field !== '')
    for (const value of literals) {
      if (!inLists) this.#note(path, [value, ...neighbours(value)])
      else this.#note(path, [[value], [Object.fromEntries(fields.map((field) => [field, value]))]])
    }
    this.#note(path, [true])
  }

  #note(path: string, values: readonly Json[]): void {
    if (path === '' || path === '$flagd.flagKey') return
    const known = this.candidates.get(path) ?? []
    this.candidates.set(path, known)
    for (const value of values) {
      const isNew = !known.some((other) => JSON.stringify(other) === JSON.stringify(value))
      if (isNew && known.length < maxCandidates) known.push(value)
    }
  }
}

/** Values on the other side of a comparison. */
function neighbours(value: Json): Json[] {
  if (typeof value === 'number') return [value - 1, value + 1]
  if (typeof value !== 'string') return []
  const version = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(value)
  if (version === null) return [`${value}~`]
  const [major, minor, patch] = version.slice(1).map(Number) as [number, number, number]
  const patches = [`${major}.${minor}.${patch + 1}`, `${major}.${minor}.${Math.max(0, patch - 1)}`]
  return [...patches, `${major}.${minor + 1}.0`, `${major + 1}.0.0`, '0.0.0']
}

/** Contexts: nothing set, the n-th candidates together, each candidate alone, then scattered combinations. */
function contexts(candidates: ReadonlyMap<string, readonly Json[]>): Frame[] {
  const paths = [...candidates]
  const frames = [{ ...frameOf([]), context: {} }, frameOf([])]
  const most = Math.max(0, ...paths.map(([, values]) => values.length))
  for (let nth = 0; nth < most; nth++) {
    frames.push(frameOf(paths.map(([path, values]) => [path, values[nth % values.length]])))
  }
  for (const [path, values] of paths) for (const value of values) frames.push(frameOf([[path, value]]))
  for (let i = 0; paths.length > 1 && frames.length < maxContexts; i++) {
    frames.push(frameOf(paths.map(([path, values], p) => [path, values[scatter(i, p) % (values.length + 1)]])))
  }
  return frames.slice(0, maxContexts)
}

function frameOf(settings: readonly (readonly [path: string, value: Json | undefined])[]): Frame {
  const facts: Record<string, Json> = { targetingKey: 'sample' }
  for (const [path, value] of settings) if (value !== undefined) place(facts, path.split('.'), value)
  const { $edge, $flagd, ...context } = facts
  const timestamp = isJsonObject($flagd) ? $flagd.timestamp : undefined
  const nowSeconds = typeof timestamp === 'number' ? timestamp : 0
  return { context, nowSeconds, edge: isJsonObject($edge) ? $edge : undefined, bulkHashed: false }
}

function place(parent: Record<string, Json>, [first = '', ...rest]: readonly string[], value: Json): void {
  if (first === '__proto__') return
  if (rest.length === 0) {
    parent[first] = value
    return
  }
  const known = Object.hasOwn(parent, first) ? parent[first] : undefined
  const inner = isJsonObject(known) ? { ...known } : {}
  place(inner, rest, value)
  parent[first] = inner
}
