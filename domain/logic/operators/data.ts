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

const segmentsOf = (path: string): string[] => path.split('.').filter((segment) => segment !== '')

/** Follows a dotted path; null where it leads nowhere. */
function follow(data: Json | undefined, segments: readonly string[]): Json {
  let value = data
  for (const segment of segments) value = step(value, segment)
  return value ?? null
}

/** What `{"var": ""}` sees at the root: the context with our own facts laid over it. */
const whole = (frame: Frame, flagKey: string): JsonObject => ({
  ...frame.context,
  $flagd: { flagKey, timestamp: frame.nowSeconds },
  ...(frame.edge === undefined ? {} : { $edge: frame.edge }),
})

/** Compiles the reading of one path. `$flagd` and `$edge` are never taken from the caller's context. */
function reader(path: string, compiler: Compiler): Expression {
  const segments = segmentsOf(path)
  const [first] = segments
  if (compiler.scope === 'item') return dynamic((_, item) => (first === undefined ? item : follow(item, segments)))
  if (first === undefined) {
    compiler.dependOnFlag()
    const { flagKey } = compiler
    return dynamic((frame) => whole(frame, flagKey))
  }
  if (first === '$flagd') return flagdReader(segments, compiler)
  if (first === '$edge') return dynamic((frame) => follow(frame.edge, segments.slice(1)))
  if (segments.length > 1) return dynamic((frame) => follow(frame.context, segments))
  return dynamic(
    isInheritedName(first)
      ? (frame) => ownProperty(frame.context, first) ?? null
      : (frame) => frame.context[first] ?? null,
  )
}

function flagdReader(segments: readonly string[], compiler: Compiler): Expression {
  const name = segments.slice(1).join('.')
  if (name === 'timestamp') return dynamic((frame) => frame.nowSeconds)
  compiler.dependOnFlag()
  const { flagKey } = compiler
  if (name === 'flagKey') return constant(flagKey)
  return name === '' ? dynamic((frame) => ({ flagKey, timestamp: frame.nowSeconds })) : constant(null)
}

/** `{"var": path}`, `{"var": [path, default]}`; a computed path is resolved while evaluating. */
const variable: Operator = (argument, compiler) => {
  const list: readonly Json[] = Array.isArray(argument) ? argument : [argument]
  const [path = ''] = list
  const fallback = compiler.compile(list[1] ?? null, 1)
  const read = pathReader(path, compiler)
  if (fallback.constant && fallback.value === null) return read
  return dynamic((frame, item) => read.run(frame, item) ?? fallback.run(frame, item))
}

function pathReader(path: Json, compiler: Compiler): Expression {
  if (path === null) return constant(null)
  if (typeof path === 'string' || typeof path === 'number') return reader(String(path), compiler)
  if (!isJsonObject(path)) throw new CompileError(compiler.path, 'var takes a path: text, a number, or [path, default]')
  compiler.dependOnFlag()
  const computed = compiler.compile(path, 0)
  return dynamic((frame, item) => lookUp(computed.run(frame, item), compiler)(frame, item))
}

/** Reads a path that only evaluation knows. */
function lookUp(path: Json, { scope, flagKey }: Pick<Compiler, 'scope' | 'flagKey'>): Run {
  if (typeof path !== 'string' && typeof path !== 'number') return () => null
  const segments = segmentsOf(String(path))
  return (frame, item) => follow(scope === 'item' ? item : whole(frame, flagKey), segments)
}

function absent(
  paths: readonly Json[],
  frame: Frame,
  item: Json,
  compiler: Pick<Compiler, 'scope' | 'flagKey'>,
): Json[] {
  return paths.filter((path) => lookUp(path, compiler)(frame, item) === null)
}

const missing: Operator = (argument, compiler) => {
  compiler.dependOnFlag()
  const values = compileValues(argument, compiler)
  return dynamic((frame, item) => absent(values(frame, item).flat() as Json[], frame, item, compiler))
}

const missingSome: Operator = (argument, compiler) => {
  compiler.dependOnFlag()
  const values = compileValues(argument, compiler)
  return dynamic((frame, item) => {
    const [needed = 0, paths] = values(frame, item)
    const names: readonly Json[] = Array.isArray(paths) ? paths : []
    const gaps = absent(names, frame, item, compiler)
    return names.length - gaps.length >= operand(needed) ? [] : gaps
  })
}

export const data: Readonly<Record<string, Operator>> = { var: variable, missing, missing_some: missingSome }
