// The one form of "it did not work": what happened, and what to do about it. Commands return it, `run` prints it.

import { fail } from '../domain/result.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'

export interface Failure {
  readonly exitCode: ExitCode
  /** One sentence: what happened. */
  readonly message: string
  /** Single places and reasons, one a line. */
  readonly details?: readonly string[]
  /** What to do next. */
  readonly remedy?: string
  /** The problem the server answered with, as it came. */
  readonly problem?: unknown
}

export const usageFailure = (message: string, remedy: string): { readonly ok: false; readonly error: Failure } =>
  fail({ exitCode: exitCodes.usage, message, remedy })
