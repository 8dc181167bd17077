// What a kill cuts: from options and words to a target, and a target in words.

import { ok, type Result } from '../../domain/result.ts'
import type { KillTarget } from '../../protocol/feed.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { printable } from '../output/printable.ts'

export interface TargetOptions {
  readonly system?: readonly string[] | undefined
  readonly all?: boolean | undefined
}

/** Flags, systems or everything: one kind at a time, so that nobody cuts more than was meant. */
export function parseTargets(
  flags: readonly string[],
  { system = [], all = false }: TargetOptions,
  command: string,
): Result<readonly KillTarget[], Failure> {
  const kinds = [flags.length > 0, system.length > 0, all].filter(Boolean).length
  const usage = `Usage: fuseboard ${command} FLAG…, or --system ID, or --all.`
  if (kinds === 0) return usageFailure(`fuseboard ${command}: nothing is named.`, usage)
  if (kinds > 1) return usageFailure(`fuseboard ${command}: flags, --system and --all do not go together.`, usage)
  if (all) return ok([{ all: true }])
  const flagTargets = [...new Set(flags)].map((flag) => ({ flag }))
  const systemTargets = [...new Set(system)].map((id) => ({ system: id }))
  return ok([...flagTargets, ...systemTargets])
}

export function describeTarget(target: KillTarget): string {
  if ('flag' in target) return `flag ${printable(target.flag)}`
  return 'system' in target ? `system ${printable(target.system)}` : 'everything'
}

export const isSameTarget = (left: KillTarget, right: KillTarget): boolean =>
  describeTarget(left) === describeTarget(right)

/** The same target as arguments, to be pasted into a shell. */
export function targetArguments(target: KillTarget): string {
  if ('flag' in target) return shellWord(target.flag)
  return 'system' in target ? `--system ${shellWord(target.system)}` : '--all'
}

/** A word as it may stand in a shell. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`
