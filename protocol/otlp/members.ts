// Members of OTLP messages, read from its JSON or from what a protobuf message was decoded to. Both leave out what is zero, and
// JSON writes 64-bit numbers as text.

import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../domain/json.ts'

/** Attributes as text: a number or a boolean as it is written. Others are left out. */
export type Attributes = ReadonlyMap<string, string>

const none: JsonObject = {}
const maxAttributeLength = 256

export function objectAt(object: JsonObject, name: string): JsonObject {
  const value = ownProperty(object, name)
  return isJsonObject(value) ? value : none
}

/** The objects of a list; anything else in it is left out. */
export function objectsAt(object: JsonObject, name: string): readonly JsonObject[] {
  const value = ownProperty(object, name)
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

export function textAt(object: JsonObject, name: string): string {
  const value = ownProperty(object, name)
  return typeof value === 'string' ? value : ''
}

/** Zero where it is left out, NaN where it is no number. */
export const numberAt = (object: JsonObject, name: string): number => numberOf(ownProperty(object, name) ?? 0)

export function numbersAt(object: JsonObject, name: string): readonly number[] {
  const value = ownProperty(object, name)
  return Array.isArray(value) ? value.map(numberOf) : []
}

function numberOf(value: Json): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}

/** Nanoseconds since 1970 as milliseconds. */
export const millisecondsAt = (object: JsonObject, name: string): number => numberAt(object, name) / 1e6

export function attributesOf(object: JsonObject): Attributes {
  const attributes = new Map<string, string>()
  for (const entry of objectsAt(object, 'attributes')) {
    const value = objectAt(entry, 'value')
    for (const kind of ['stringValue', 'intValue', 'boolValue', 'doubleValue']) {
      const found = ownProperty(value, kind)
      if (found === undefined || found === null || typeof found === 'object') continue
      attributes.set(textAt(entry, 'key'), String(found))
    }
  }
  return attributes
}

/** The first of these attributes that names something: a name too long to keep names nothing. */
export function nameIn(attributes: Attributes, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const name = attributes.get(key)
    if (name !== undefined && name !== '' && name.length <= maxAttributeLength) return name
  }
  return null
}
