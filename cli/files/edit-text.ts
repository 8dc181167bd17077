// The text of a flag file with some members set and some removed. In YAML everything else keeps its form and its comments,
// unless an anchor went away that other parts refer to: then the file is written anew, which is told.

import { Document, isMap, isScalar, parseDocument, visit } from 'yaml'
import { isSame } from '../../domain/flag/document-edit.ts'
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import type { FlagFile } from './flag-file.ts'
import { parseYaml, yamlOptions } from './parse-yaml.ts'
import type { MemberEdit } from './pull-document.ts'
import { isYamlName } from './source-file.ts'
import { schemaLine } from './starter.ts'

export interface EditedText {
  readonly text: string
  readonly lostComments: boolean
}

const yamlText = { lineWidth: 120, aliasDuplicateObjects: false } as const

export function editText(file: FlagFile, edits: readonly MemberEdit[]): EditedText {
  const wanted = editValue(file, edits)
  if (!isYamlName(file.path)) return { text: `${JSON.stringify(wanted, null, 2)}\n`, lostComments: false }
  const kept = editYaml(file, edits)
  if (kept !== null && says(kept, wanted)) return { text: kept, lostComments: false }
  return { text: renderYaml(wanted), lostComments: true }
}

/** A file that was not there. Below the top folder the schema is not beside it, so editors are told nothing. */
export function newText(path: string, edits: readonly MemberEdit[]): string {
  const parts = new Map<string, Map<string, Json>>()
  for (const { section, name, value } of edits) {
    if (value !== undefined) parts.set(section, (parts.get(section) ?? new Map()).set(name, value))
  }
  const value = Object.fromEntries([...parts].map(([section, members]) => [section, Object.fromEntries(members)]))
  return (path.includes('/') ? '' : schemaLine('flags')) + renderYaml(value)
}

const renderYaml = (value: Json): string => renderDocument(new Document(value, { aliasDuplicateObjects: false }))

/** A key that reads like a merge has to be quoted, which the library leaves to us. */
function renderDocument(document: Document): string {
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '<<') key.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString(yamlText)
}

function editYaml(file: FlagFile, edits: readonly MemberEdit[]): string | null {
  if (isWrapped(file, edits)) return null
  const document = parseDocument(file.source.text, yamlOptions)
  try {
    for (const { section, name, value } of edits) {
      const path = file.isBare && section === 'flags' ? [name] : [section, name]
      if (value === undefined) document.deleteIn(path)
      else {
        const holder = document.getIn(path.slice(0, -1))
        const node = document.createNode(value, { aliasDuplicateObjects: false })
        if (isMap(holder) && !holder.has(name)) holder.add(document.createPair(name, node))
        else document.setIn(path, node)
      }
    }
    return renderDocument(document)
  } catch {
    return null
  }
}

function says(text: string, wanted: Json): boolean {
  const parsed = parseYaml(text)
  return parsed.ok && isSame(parsed.value.value as Json, wanted)
}

/** A file of short-form flags alone, which gets a flag in the full form, needs "flags" around them from now on. */
const isWrapped = ({ isBare }: FlagFile, edits: readonly MemberEdit[]): boolean =>
  isBare && edits.some(({ section, value }) => section === 'flags' && value !== undefined)

/** The file's value after the edits. */
function editValue(file: FlagFile, edits: readonly MemberEdit[]): JsonObject {
  const { source, flags, $evaluators, metadata } = file
  const isBare = file.isBare && !isWrapped(file, edits)
  const whole = new Map<string, Json>(
    Object.entries(isWrapped(file, edits) ? { flags, $evaluators, metadata } : (source.value as JsonObject)),
  )
  const parts = new Map<string, Map<string, Json>>()
  for (const { section, name, value } of edits) {
    const part = parts.get(section) ?? membersOf(whole.get(section))
    const holder = isBare && section === 'flags' ? whole : part
    if (value === undefined) holder.delete(name)
    else holder.set(name, value)
    if (holder !== whole) parts.set(section, part)
  }
  for (const [section, members] of parts) whole.set(section, Object.fromEntries(members))
  return Object.fromEntries(whole)
}

const membersOf = (value: Json | undefined): Map<string, Json> =>
  new Map(Object.entries(isJsonObject(value) ? value : {}))
