// What the exit code says. Scripts rely on these numbers: they never change their meaning. One command gives 2 a meaning of
// its own: `plan` exits 2 when there are changes, as tools of its kind do, and 1 for wrong usage.

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** Of `plan` alone. */
  changes: 2,
  unreachable: 3,
  signedOut: 4,
  warned: 5,
  conflict: 6,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'done'],
  [exitCodes.failed, 'refused or failed'],
  [exitCodes.usage, 'wrong usage: nothing was sent'],
  [exitCodes.unreachable, 'the instance cannot be reached'],
  [exitCodes.signedOut, 'not signed in, or the token lacks a scope'],
  [
    exitCodes.warned,
    'done, with a warning: a killed name is not known, an import is not exact, or nobody could be paged',
  ],
  [exitCodes.conflict, 'somebody else was first: look again, then repeat'],
]
