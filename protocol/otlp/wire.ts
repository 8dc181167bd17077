// Protobuf, read by a table of the fields that are wanted: what comes out has the shape of the same message in OTLP's JSON.
// Unknown fields are skipped. Whatever the bytes are, reading them ends: a message lies inside the one around it, nothing
// nests deeper than its table, and no list is longer than its bytes.

import { PbfReader } from 'pbf'

type Value = string | number | boolean | Message | Value[]
export interface Message {
  [name: string]: Value
}

export type Scalar = 'text' | 'bool' | 'double' | 'fixed64' | 'sfixed64' | 'varint' | 'int64' | 'sint32'

interface Field {
  readonly name: string
  readonly kind: Scalar | Schema
  readonly repeated: boolean
}

/** The wanted fields by number. */
export type Schema = ReadonlyMap<number, Field>

export const schema = (fields: Readonly<Record<number, Field>>): Schema =>
  new Map(Object.entries(fields).map(([tag, field]) => [Number(tag), field]))
export const one = (name: string, kind: Scalar | Schema): Field => ({ name, kind, repeated: false })
export const many = (name: string, kind: Scalar | Schema): Field => ({ name, kind, repeated: true })

/** How a field's value is encoded, by protobuf's number. */
const lengthDelimited = 2
const wireTypes: Readonly<Record<Scalar, number>> = {
  text: lengthDelimited,
  bool: 0,
  varint: 0,
  int64: 0,
  sint32: 0,
  double: 1,
  fixed64: 1,
  sfixed64: 1,
}

/** Null for bytes that are no such message. */
export function decode(bytes: Uint8Array, fields: Schema): Message | null {
  try {
    return readMessage(new PbfReader(bytes), fields, bytes.length)
  } catch {
    return null
  }
}

class Malformed extends Error {}

function readMessage(reader: PbfReader, fields: Schema, end: number): Message {
  const message: Message = {}
  for (;;) {
    const tag = reader.nextField(end)
    if (tag === 0) break
    const field = fields.get(tag)
    if (field !== undefined) readField(reader, field, message, end)
    if (reader.pos > end) throw new Malformed('a field reaches beyond its message')
  }
  if (reader.pos !== end) throw new Malformed('a message ends before or after its end')
  return message
}

/** A field of another wire type than its own is skipped, as an unknown one is. */
function readField(reader: PbfReader, { name, kind, repeated }: Field, message: Message, end: number): void {
  const wireType = typeof kind === 'string' ? wireTypes[kind] : lengthDelimited
  const packed = repeated && reader.type === lengthDelimited && wireType !== lengthDelimited
  if (reader.type !== wireType && !packed) return
  if (!repeated) {
    message[name] = readOne(reader, kind, end)
    return
  }
  const list = (message[name] ?? []) as Value[]
  message[name] = list
  if (!packed) {
    list.push(readOne(reader, kind, end))
    return
  }
  const stop = endOf(reader, end)
  while (reader.pos < stop) list.push(readOne(reader, kind, stop))
  if (reader.pos !== stop) throw new Malformed('a packed list ends inside a number')
}

function endOf(reader: PbfReader, end: number): number {
  const stop = reader.readVarint() + reader.pos
  if (stop > end) throw new Malformed('a length reaches beyond its message')
  return stop
}

function readOne(reader: PbfReader, kind: Scalar | Schema, end: number): Value {
  if (typeof kind !== 'string') return readMessage(reader, kind, endOf(reader, end))
  switch (kind) {
    case 'text': {
      const { pos } = reader
      endOf(reader, end)
      reader.pos = pos
      return reader.readString()
    }
    case 'bool':
      return reader.readBoolean()
    case 'double':
      return reader.readDouble()
    case 'fixed64':
      return reader.readFixed64()
    case 'sfixed64':
      return reader.readSFixed64()
    case 'int64':
      return reader.readVarint(true)
    case 'sint32':
      return reader.readSVarint()
    case 'varint':
      return reader.readVarint()
  }
}
