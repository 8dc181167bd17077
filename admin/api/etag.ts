// ETags: the document's is its revision, those of its parts and of records are hashes of what they say.

import type { WriteAnswer } from '../../protocol/admin-change.ts'
import type { IfMatch, Precondition } from '../preconditions.ts'

export const etagOf = (revision: string): string => `"${revision}"`

/** The headers of a write's answer: what waits has made no revision. */
export const etagHeader = (answer: WriteAnswer): Record<string, string> =>
  'pending' in answer ? {} : { etag: etagOf(answer.revision) }

/** `If-Match`: a list of quoted tags, or `*`. Weak tags never match for a write; what is no tag matches nothing. */
export function parseIfMatch(header: string | null): IfMatch {
  if (header === null || header.trim() === '') return undefined
  if (header.trim() === '*') return '*'
  return header
    .split(',')
    .map((tag) => /^"(.*)"$/.exec(tag.trim())?.[1])
    .filter((tag) => tag !== undefined)
}

/** What a write's headers take for granted. */
export const preconditionOf = ({ headers }: Pick<Request, 'headers'>): Precondition => ({
  ifMatch: parseIfMatch(headers.get('if-match')),
  createOnly: headers.get('if-none-match')?.trim() === '*',
})

/** `If-None-Match` compares weakly. */
export function isUnchanged(header: string | null, revision: string): boolean {
  if (header === null) return false
  return header.split(',').some((tag) => ['*', etagOf(revision), `W/${etagOf(revision)}`].includes(tag.trim()))
}
