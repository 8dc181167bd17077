// Why a flag answered what it did: the steps of its rule as a tree, each share with the bucket that was drawn, the kills in
// force, and one sentence at the end.

import type { ExplainedAnswer, ExplainedBucket, ExplainedStep, Explanation } from '../api/explanations.ts'
import { describeTarget } from '../kills/target.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

const barLength = 40
/** Characters of a shown value. */
const maxValueLength = 100

export function renderExplanation(explanation: Explanation, style: Style): string {
  const { key, revision, number, answer, withoutKill, kills, steps, truncated, note } = explanation
  return [
    `${style.bold(printable(key))}  in revision number ${number} (${printable(revision.slice(0, 12))})`,
    '',
    ...(steps.length === 0 ? ['  no rule was evaluated'] : steps.flatMap((step) => renderStep(step, style))),
    ...(truncated ? [style.yellow('  … the rest of the steps is cut off')] : []),
    ...kills.map((kill) =>
      style.red(
        `\n  kill ${printable(kill.id)} of ${describeTarget(kill.target)}, by ${printable(kill.by)}: ${printable(kill.reason)}`,
      ),
    ),
    '',
    `Answer: ${style.bold(renderAnswer(answer))}`,
    ...(withoutKill === undefined ? [] : [`Without the kill: ${renderAnswer(withoutKill)}`]),
    `Why: ${explainInWords(explanation)}`,
    ...(note ? [style.dim(printable(note))] : []),
  ].join('\n')
}

function renderStep({ operator, inputs, result, depth, bucket, error, path }: ExplainedStep, style: Style): string[] {
  const indent = '  '.repeat(Math.max(0, Math.min(depth, 64)) + 1)
  const outcome = error === undefined ? `→ ${show(result)}` : style.red(`failed: ${printable(error)}`)
  return [
    `${indent}${style.bold(printable(operator))} ${show(inputs)} ${outcome}  ${style.dim(printable(path))}`.trimEnd(),
    ...(bucket === undefined ? [] : renderBucket(bucket, `${indent}  `, style)),
  ]
}

/** A bar of the shares, and below it where the bucket lies. */
function renderBucket(
  { bucketBy, hash, bucket, totalWeight, shares }: ExplainedBucket,
  indent: string,
  style: Style,
): string[] {
  const total = Math.max(1, totalWeight)
  const column = (weight: number): number => Math.min(barLength, Math.max(0, Math.round((weight / total) * barLength)))
  const fills = ['█', '░', '▓', '▒']
  const bar = shares.map(({ from, to }, i) => fills[i % fills.length]!.repeat(Math.max(0, column(to) - column(from))))
  const mark = Math.min(barLength - 1, Math.floor((Math.max(0, bucket) / total) * barLength))
  const thresholds = shares.map(({ variant, from, to }, i) => {
    const text = `${fills[i % fills.length]} ${show(variant)} ${from} to ${to}`
    return bucket >= from && bucket < to ? style.bold(text) : text
  })
  return [
    `${indent}bucketed by ${show(bucketBy)}: hash ${hash}, bucket ${bucket} of ${totalWeight}`,
    `${indent}${bar.join('')}`,
    `${indent}${' '.repeat(mark)}^ ${bucket}`,
    `${indent}${thresholds.join('   ')}`,
  ]
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return printable(text.length > maxValueLength ? `${text.slice(0, maxValueLength - 1)}…` : text)
}

function renderAnswer({ value, variant, reason, errorCode, errorDetails }: ExplainedAnswer): string {
  const shown = value === undefined ? 'no value: the caller’s own default applies' : show(value)
  const of = variant === undefined || variant === null ? '' : `, variant ${show(variant)}`
  const error =
    errorCode === undefined ? '' : ` ${printable(errorCode)}${errorDetails ? `: ${printable(errorDetails)}` : ''}`
  return `${shown}${of} (${printable(reason)}${error})`
}

function explainInWords({ decidedBy, kills, answer, steps }: Explanation): string {
  const share = steps.findLast(({ bucket }) => bucket !== undefined)?.bucket
  switch (decidedBy) {
    case 'kill':
      return `${plural(kills.length, 'kill')} in force: everybody gets the off value, whatever the rule says.`
    case 'lowered':
      return 'an evaluator that has not taken over the latest revision yet answers off, since that revision lowers this flag.'
    case 'disabled':
      return 'the flag is disabled.'
    case 'quarantine':
      return 'its rule cannot be read, so it is off until that is mended.'
    case 'unknown-flag':
      return 'there is no such flag in this revision.'
    default:
      if (answer.errorCode !== undefined) return 'its rule failed for this context.'
      if (answer.reason === 'STATIC') return 'it has no rule: everybody gets the default variant.'
      if (answer.reason === 'DEFAULT') return 'its rule chose nothing for this context, so the default applies.'
      return share === undefined
        ? 'its rule chose this variant for this context.'
        : `its rule chose this variant, and ${show(share.bucketBy)} falls into bucket ${share.bucket} of ${share.totalWeight}.`
  }
}
