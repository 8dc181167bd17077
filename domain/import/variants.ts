// Values of the source as variants: named, all of one type, and none of them a list or null.

import { isJsonObject, type Json, type JsonObject } from '../json.ts'

export interface NamedValues {
  /** In the order of the values. */
  readonly names: readonly string[]
  readonly variants: JsonObject
  /** Whether each value had to be put into an object `{ "value": … }`. */
  readonly wrapped: boolean
}

export const wrappedValues =
  'The values are of several types, or lists or null: each became an object with the value in its member "value". Read that member, or give the variants one type.'

const maxSuggestionLength = 60

export function nameValues(
  values: readonly { readonly value: Json; readonly name?: string | undefined }[],
): NamedValues {
  const wrapped =
    new Set(values.map(({ value }) => typeOf(value))).size > 1 || values.some(({ value }) => !isPlain(value))
  const taken = new Set<string>()
  const names = values.map(({ value, name }, i) => {
    const suggestions = [
      typeof value === 'boolean' ? (value ? 'on' : 'off') : name,
      String(textOf(value)),
      `variant-${i}`,
    ]
    const free =
      suggestions.find((suggestion) => isName(suggestion) && !taken.has(suggestion)) ?? `variant-${i}.${taken.size}`
    taken.add(free)
    return free
  })
  const variants = Object.fromEntries(
    names.map((name, i) => [name, wrapped ? { value: values[i]!.value } : values[i]!.value]),
  )
  return { names, variants, wrapped }
}

const textOf = (value: Json): string => (typeof value === 'object' ? '' : String(value))

const isName = (text: string | undefined): text is string =>
  text !== undefined &&
  text !== '' &&
  text !== '__proto__' &&
  text.length <= maxSuggestionLength &&
  text.trim() === text &&
  !/\p{Cc}/u.test(text)

const isPlain = (value: Json): boolean => isJsonObject(value) || (typeof value !== 'object' && value !== null)

const typeOf = (value: Json): string => (isJsonObject(value) ? 'object' : Array.isArray(value) ? 'list' : typeof value)
