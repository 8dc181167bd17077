// Flags and users as all subjects get them.

import { kinds, userCount, users } from '../../documents.ts'
import type { BenchFlag } from './subject.ts'

/** Through JSON, as in a request: strings put together by the program itself would be ropes. */
export const contexts: typeof users = JSON.parse(JSON.stringify(users))

/** Masks a running number to the index of a user. */
export const lastUser = userCount - 1

/** A flagd document. */
export function flagDocument(flags: readonly BenchFlag[]) {
  return JSON.parse(JSON.stringify({ flags: Object.fromEntries(flags.map(({ key, kind }) => [key, kinds[kind]])) }))
}
