// One evaluation, written down operation by operation: what each was given and what it answered. The operations are those
// that answer users; here they are only listened to.

import { distribution, parseWeight } from '../../bucket/distribution.ts'
import type { Hasher, Salt } from '../../bucket/hasher.ts'
import type { Json } from '../../json.ts'
import { dynamic, type Expression } from '../../logic/program.ts'
import type { Tracer } from '../../logic/tracer.ts'
import { inputsOf, type Lookup, unknown } from './inputs.ts'
import { shorten } from './shorten.ts'

export interface ExplainStep {
  /** JSON pointer into the document, to the operation: `/flags/<key>/targeting/if/0`, `/$evaluators/<name>/and/1`. */
  readonly path: string
  readonly operator: string
  /** What the operator was given, as far as it looked: arguments that were skipped are not there. Long ones are shortened. */
  readonly inputs: readonly Json[]
  /** Null where it failed. Shortened if it is long. */
  readonly result: Json
  /** Operations around this one; 0 for the outermost. */
  readonly depth: number
  /** Of `fractional` alone, where somebody was bucketed. */
  readonly bucket?: ExplainedBucket
  /** Why the operator failed. Whatever stands around it failed with it. */
  readonly error?: string
}

/**
 * @example
 * { "bucketBy": "new-checkoutuser-1", "hash": 913472000, "bucket": 21, "totalWeight": 100,
 *   "shares": [{ "variant": "on", "from": 0, "to": 25 }, { "variant": "off", "from": 25, "to": 100 }] }
 */
export interface ExplainedBucket {
  /** The text that was hashed; without a bucketing value it is flag key and targeting key. */
  readonly bucketBy: string
  /** Unsigned, 32 bit. */
  readonly hash: number
  /** Where the hash falls, from 0 to below `totalWeight`. */
  readonly bucket: number
  readonly totalWeight: number
  /** A share holds the buckets from `from` to below `to`. */
  readonly shares: readonly { readonly variant: Json; readonly from: number; readonly to: number }[]
}

export const maxSteps = 1_000
const hashSpace = 2 ** 32

type Written = { -readonly [K in keyof ExplainStep]: ExplainStep[K] }

/** An operation that is being evaluated. */
interface Open {
  /** What was answered to it so far, by place. */
  readonly results: Map<string, Json>
  hashed?: { readonly text: string; readonly hash: number }
}

export class StepRecorder implements Tracer {
  /** In the order in which operations began. */
  readonly steps: ExplainStep[] = []
  truncated = false
  readonly #open: Open[] = []
  /** Operations whose answer was known while compiling, and is not asked for. */
  readonly #constants = new Map<string, Json>()

  wrap(path: string, operator: string, argument: Json, expression: Expression): Expression {
    const operation = { path, operator, argument }
    const run: Expression['run'] = (frame, item) => this.#record(operation, () => expression.run(frame, item))
    if (!expression.constant) return dynamic(run)
    this.#constants.set(path, expression.value)
    return { constant: true, value: expression.value, run }
  }

  /** The same hasher; what it hashes is noted with the operation that asked. */
  listen(hasher: Hasher): Hasher {
    const texts = new Map<Salt, string>()
    return {
      salt: (text) => {
        const salt = hasher.salt(text)
        texts.set(salt, text)
        return salt
      },
      hash: (salt, key) => {
        const hash = hasher.hash(salt, key)
        const open = this.#open[this.#open.length - 1]
        if (open !== undefined) open.hashed = { text: texts.get(salt) + key, hash }
        return hash
      },
      seal: () => hasher.seal(),
      hashAll: (key) => hasher.hashAll(key),
      hashed: (salt) => hasher.hashed(salt),
    }
  }

  #record({ path, operator, argument }: { path: string; operator: string; argument: Json }, run: () => Json): Json {
    const step: Written = { path, operator, inputs: [], result: null, depth: this.#open.length }
    if (this.steps.length < maxSteps) this.steps.push(step)
    else this.truncated = true
    const open: Open = { results: new Map() }
    this.#open.push(open)
    try {
      const result = run()
      step.result = shorten(result)
      this.#open.at(-2)?.results.set(path, result)
      return result
    } catch (error) {
      step.error = error instanceof Error ? error.message : String(error)
      throw error
    } finally {
      this.#open.pop()
      this.#complete(step, argument, open)
    }
  }

  #complete(step: Written, argument: Json, { results, hashed }: Open): void {
    const lookUp: Lookup = (place) =>
      results.get(place) ?? this.#constants.get(place) ?? (results.has(place) ? null : unknown)
    const inputs = inputsOf(step.operator, argument, `${step.path}/${escaped(step.operator)}`, lookUp)
    // Text that is joined to be hashed is joined there: it is no operation of its own.
    const given = inputs.map((input) => (input === unknown ? (hashed?.text ?? null) : input))
    step.inputs = given.map((input) => shorten(input))
    const bucket = step.operator === 'fractional' && hashed !== undefined ? bucketOf(given, hashed) : undefined
    if (bucket !== undefined) step.bucket = bucket
  }
}

/** As a token of a JSON pointer: `/` is an operator, too. */
const escaped = (operator: string): string => operator.replaceAll('~', '~0').replaceAll('/', '~1')

function bucketOf(
  inputs: readonly Json[],
  { text, hash }: { text: string; hash: number },
): ExplainedBucket | undefined {
  const entries = Array.isArray(inputs[0]) ? inputs : inputs.slice(1)
  const divided = distribution(entries)
  if (divided === null) return undefined
  let totalWeight = 0
  const shares = entries.map((entry, i) => {
    const from = totalWeight
    totalWeight += parseWeight((entry as readonly Json[])[1] ?? null) ?? 0
    return { variant: shorten(divided.variants[i]!), from, to: totalWeight }
  })
  const bucket = Number((BigInt(hash) * BigInt(totalWeight)) / BigInt(hashSpace))
  return { bucketBy: shorten(text) as string, hash, bucket, totalWeight, shares }
}
