// Whether the evaluator's answer is the declared off value. Pure.

import { isDeepStrictEqual } from 'node:util'
import type { DrillAnswer } from '../../protocol/drill.ts'
import type { DrillTarget } from './targets.ts'

/** Why the answer is not what the definition declares; undefined where it is. `committed` is the definition's revision. */
export function judgeAnswer({ off }: DrillTarget, answer: DrillAnswer, committed: string | null): string | undefined {
  if (answer.reason !== 'DISABLED')
    return `the killed flag answers with the reason ${answer.reason} instead of DISABLED`
  const { value, variant } = answer
  if (isDeepStrictEqual(value, off.value) && variant === off.variant) return undefined
  const found = `the killed flag answers ${renderOff(value, variant)}; declared off: ${renderOff(off.value, off.variant)}`
  if (committed === null || committed === answer.revision) return found
  return (
    `${found}. The evaluator holds revision ${answer.revision.slice(0, 12)}, the flags are at ${committed.slice(0, 12)}: ` +
    'wait until it is published, and repeat'
  )
}

/** A value as people write it, with the variant it belongs to. */
export function renderOff(value: unknown, variant: string | undefined): string {
  if (value === undefined) return 'no value'
  const text = JSON.stringify(value)
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text
  return variant === undefined ? short : `${variant} (${short})`
}
