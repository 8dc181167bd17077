// What the source knows about a flag besides its rules, as the flag's `fuseboard` object.

import type { FlagSettings } from '../flag/flag-document.ts'
import type { Part } from './reading.ts'

const maxDescriptionLength = 2000
const maxOwnerLength = 256

/** Name and description in one text; a name that only repeats the key says nothing. */
export function description(
  source: Part,
  key: string,
  name: string | undefined,
  about: string | undefined,
): FlagSettings {
  const parts = [name === key ? '' : (name ?? ''), about ?? ''].map((text) => text.trim()).filter((text) => text !== '')
  const text = parts.join(': ')
  if (text === '') return {}
  if (text.length <= maxDescriptionLength) return { description: text }
  source.tell('approximate', `The description was cut to ${maxDescriptionLength} characters.`)
  return { description: text.slice(0, maxDescriptionLength) }
}

export function owner(part: Part): FlagSettings {
  const name = part.text()
  if (name === undefined || name === '') return {}
  if (name.length <= maxOwnerLength) return { owner: name }
  part.drop(`The owner was left out: allowed are ${maxOwnerLength} characters.`)
  return {}
}

/** A moment as ISO 8601, from milliseconds since 1970 or from a date text. */
export function createdAt(part: Part): FlagSettings {
  const value = part.take()
  if (value === undefined || value === null) return {}
  const isMoment = typeof value === 'number' || typeof value === 'string'
  const date = isMoment ? new Date(value) : undefined
  if (
    date !== undefined &&
    !Number.isNaN(date.getTime()) &&
    date.getUTCFullYear() >= 0 &&
    date.getUTCFullYear() <= 9999
  ) {
    return { createdAt: date.toISOString() }
  }
  part.refuse('a moment: milliseconds since 1970, or a date such as "2027-01-31T12:00:00Z"')
  return {}
}

export const tagsRemedy =
  'Tags have no counterpart here: put what matters into fuseboard.owner, fuseboard.system or fuseboard.description.'
