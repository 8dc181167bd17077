// var missing missing_some   Reading the context, by own properties only.

import { isInheritedName, isJsonObject, type Json, type JsonObject, ownProperty } from '../../json.ts'
import { compileValues } from '../arguments.ts'
import { CompileError } from '../logic-error.ts'
import { type Compiler, constant, dynamic, type Expression, type Frame, type Operator, type Run } from '../program.ts'
import { operand } from '../values.ts'

function step(data: Json | undefined, segment: string): Json | undefined {
  if (Array.isArray(data)) return /^\d+$/.test(segment) ? data[Number(segment)] : undefined
  return isJsonObject(data) ? ownProperty(data, segment) : undefined
}

function segmentsOf(path: string): string[] {
  return path === '' || path.includes('.') ? path.split('.').filter((segment) => segment !== '') : [path]
}

/** Follows a path from one of its segments on; null where it leads nowhere. */
function follow(data: Json | undefined, segments: readonly string[], from = 0): Json {
  let value = data
  for (let i = from; i < segments.length && value !== undefined; i++) value = step(value, segments[i]!)
  return value ?? null
}

const flagdFacts = (frame: Frame, flagKey: string): JsonObject => ({ flagKey, timestamp: frame.nowSeconds })

/** What `{"var": ""}` sees at the root: the context, with our own facts in place of anything the caller calls so. */
function whole(frame: Frame, flagKey: string): JsonObject {
  const { $edge: _, ...context } = frame.context
  const facts = { ...context, $flagd: flagdFacts(frame, flagKey) }
  return frame.edge === undefined ? facts : { ...facts, $edge: frame.edge }
}

/** Reads a path at the root. `$flagd` and `$edge` are never taken from the caller's context. */
function readRoot(frame: Frame, flagKey: string, segments: readonly string[]): Json {
  const [first] = segments
  if (first === undefined) return whole(frame, flagKey)
  if (first === '$edge') return follow(frame.edge, segments, 1)
  return first === '$flagd' ? follow(flagdFacts(frame, flagKey), segments, 1) : follow(frame.context, segments)
}

/** Compiles the reading of one path. */
function reader(path: string, compiler: Compiler): Expression {
  const segments = segmentsOf(path)
  const [first] = segments
  if (compiler.scope === 'item') return dynamic((_, item) => (first === undefined ? item : follow(item, segments)))
  if (first === '$flagd') return flagdReader(segments, compiler)
  if (first === undefined) {
    compiler.dependOnFlag()
    const { flagKey } = compiler
    return dynamic((frame) => whole(frame, flagKey))
  }
  if (first === '$edge') return dynamic((frame) => follow(frame.edge, segments, 1))
  return segments.length > 1 ? dynamic((frame) => follow(frame.context, segments)) : dynamic(attribute(first))
}

/** The commonest rule of all reads one attribute: nothing of its compilation stays behind. */
const attribute = (name: string): Run =>
  isInheritedName(name) ? (frame) => ownProperty(frame.context, name) ?? null : (frame) => frame.context[name] ?? null

function flagdReader(segments: readonly string[], compiler: Compiler): Expression {
  const name = segments.slice(1).join('.')
  if (name === 'timestamp') return dynamic((frame) => frame.nowSeconds)
  compiler.dependOnFlag()
  const { flagKey } = compiler
  if (name === 'flagKey') return constant(flagKey)
  return name === '' ? dynamic((frame) => flagdFacts(frame, flagKey)) : constant(null)
}

/** `{"var": path}`, `{"var": [path, default]}`; a computed path is resolved while evaluating. */
const variable: Operator = (argument, compiler) => {
  const listed = Array.isArray(argument)
  const list: readonly Json[] = listed ? argument : [argument]
  const [path = '', otherwise = null] = list
  const read = pathReader(path, listed ? 0 : undefined, compiler)
  if (otherwise === null) return read
  const fallback = compiler.compile(otherwise, 1)
  return dynamic((frame, item) => read.run(frame, item) ?? fallback.run(frame, item))
}

function pathReader(path: Json, token: number | undefined, compiler: Compiler): Expression {
  // Without a path, an element that is a plain value is read whole.
  if (path === null) {
    return compiler.scope === 'root' ? constant(null) : dynamic((_, item) => (typeof item === 'object' ? null : item))
  }
  if (typeof path === 'string' || typeof path === 'number') return reader(String(path), compiler)
  if (!isJsonObject(path)) throw new CompileError(compiler.path, 'var takes a path: text, a number, or [path, default]')
  compiler.dependOnFlag()
  const computed = compiler.compile(path, token)
  const read = lookUp(compiler)
  return dynamic((frame, item) => read(computed.run(frame, item), frame, item))
}

type LookUp = (path: Json, ...input: Parameters<Run>) => Json

/** Reads paths that only evaluation knows. */
function lookUp({ scope, flagKey }: Compiler): LookUp {
  return (path, frame, item) => {
    if (typeof path !== 'string' && typeof path !== 'number') return null
    const segments = segmentsOf(String(path))
    return scope === 'item' ? follow(item, segments) : readRoot(frame, flagKey, segments)
  }
}

const missing: Operator = (argument, compiler) => {
  compiler.dependOnFlag()
  const values = compileValues(argument, compiler)
  const read = lookUp(compiler)
  return dynamic((frame, item) =>
    (values(frame, item).flat() as Json[]).filter((path) => read(path, frame, item) === null),
  )
}

/** The missing names, unless at least so many of them are there. */
const missingSome: Operator = (argument, compiler) => {
  compiler.dependOnFlag()
  const values = compileValues(argument, compiler)
  const read = lookUp(compiler)
  return dynamic((frame, item) => {
    const [needed = 0, paths] = values(frame, item)
    const names: readonly Json[] = Array.isArray(paths) ? paths : []
    const gaps = names.filter((path) => read(path, frame, item) === null)
    return names.length - gaps.length >= Math.trunc(operand(needed)) ? [] : gaps
  })
}

export const data: Readonly<Record<string, Operator>> = { var: variable, missing, missing_some: missingSome }
