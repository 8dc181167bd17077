// GrowthBook to a flag document. Reads what SDKs receive (`features` by key, `savedGroups`) and lists of the REST API, where each
// environment carries the same definition as a text.
//
// A feature that is disabled in an environment has no value there, so that the caller's default applies: that is what
// `state: DISABLED` means, so such a flag becomes DISABLED.

import type { FlagDefinition } from '../flag/flag-document.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Problem } from '../problem.ts'
import { fail, type Result } from '../result.ts'
import { assemble, emptyDraft } from './assemble.ts'
import { chooseEnvironment, otherEnvironment } from './choose-environment.ts'
import { Copies } from './copies.ts'
import { decision, type Feature, type GrowthBookSource } from './growth-book/rules.ts'
import { type Part, Reading } from './reading.ts'
import type { Imported, ImportOptions } from './report.ts'
import { createdAt, description, owner, tagsRemedy } from './settings.ts'
import { shownText } from './shown-text.ts'
import { nameValues, wrappedValues } from './variants.ts'

/** Imports an export of GrowthBook. Fails with problems (JSON pointers into the export) where it has no such shape. */
export function importGrowthBook(input: unknown, options: ImportOptions = {}): Result<Imported, Problem[]> {
  const reading = new Reading()
  const root = reading.open(input)
  if (reading.problems.length > 0) return fail(reading.problems)
  if (!root.isObject('an export: an object with "features"')) return fail(reading.problems)
  const encrypted = root.member('encryptedFeatures')
  if (encrypted.isSet) encrypted.refuse('nothing: decrypt the payload first, or export it without encryption')
  else if (!root.member('features').isSet) root.member('features').refuse('features by key, or a list of them')
  root.leaveBehind(['status', 'dateUpdated', 'limit', 'offset', 'count', 'total', 'hasMore', 'nextOffset'])

  const parts = featureParts(root.member('features'))
  const environments = [...parts.values()].flatMap((part) =>
    isListed(part)
      ? part
          .member('environments')
          .map()
          .map(([name]) => name)
      : [],
  )
  const environment = chooseEnvironment([...new Set(environments)], options.environment, '')
  if (!environment.ok) return fail([...reading.problems, ...environment.error])
  const features = new Map<string, Feature>()
  for (const [key, part] of parts) {
    const definition = isListed(part) ? definitionIn(part, environment.value ?? '', reading) : part
    if (definition !== undefined) features.set(key, readFeature(part, definition))
  }
  const groups = new Map(root.member('savedGroups').map())
  const source: GrowthBookSource = {
    features,
    groups: (id) => groups.get(id),
    draft: emptyDraft(),
    copies: new Copies(),
  }
  for (const [key, feature] of features)
    source.draft.flags.set(key, { source: feature.part, definition: define(key, feature, source) })
  return assemble(reading, source.draft)
}

/** Features of the REST API have an id of their own. */
const isListed = (part: Part): boolean => part.member('environments').isSet

function featureParts(list: Part): Map<string, Part> {
  const found = new Map<string, Part>()
  const named: [string, Part][] = Array.isArray(list.value)
    ? list.list().map((part) => [shownText(part.member('id').take() ?? ''), part])
    : list.map()
  for (const [key, part] of named) {
    if (!part.isObject('a feature: an object')) continue
    if (found.has(key)) part.member('id').refuse('an id that no other feature has')
    else found.set(key, part.labelled(key))
  }
  return found
}

/** What SDKs receive of a feature in one environment; undefined, loudly, where it cannot be had. */
function definitionIn(part: Part, environment: string, reading: Reading): Part | undefined {
  if (part.member('archived').boolean()) {
    part.drop('The feature is archived there and was left out.')
    return undefined
  }
  for (const [name, other] of part.member('environments').map())
    if (name !== environment) other.drop(otherEnvironment(name))
  const chosen = part.member('environments').member(environment)
  const text = chosen.isSet && chosen.isObject() ? chosen.member('definition').text() : undefined
  if (chosen.member('enabled').boolean() === false) {
    chosen.drop(
      "The feature is disabled in this environment: its rules were left out, and the flag answers the caller's default. Enable it there and import again to keep them.",
    )
    part.member('rules').take()
    return reading.open({ defaultValue: defaultOf(part) }, chosen.path, part.flag)
  }
  // The definition says what these say.
  part.leaveBehind(['defaultValue', 'valueType', 'rules', 'prerequisites'])
  chosen.leaveBehind(['defaultValue', 'rules', 'enabled'])
  try {
    if (text !== undefined) return reading.open(JSON.parse(text), chosen.member('definition').path, part.flag)
  } catch {
    chosen.member('definition').refuse('a definition as JSON')
    return undefined
  }
  part.drop(
    'There is no "definition" for this environment, so the feature was left out. Export what SDKs receive: /api/features/KEY.',
  )
  return undefined
}

/** The default of a listed feature, which is text whatever its type. */
function defaultOf(part: Part): Json {
  const text = shownText(part.member('defaultValue').take() ?? '')
  const type = part.member('valueType').text()
  if (type === 'string') return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function readFeature(part: Part, definition: Part): Feature {
  const rules = definition.isObject('a feature: an object with "defaultValue"') ? definition.member('rules').list() : []
  const values = [
    definition.member('defaultValue'),
    ...rules.flatMap((rule) => [
      rule.member('force'),
      ...(Array.isArray(rule.member('variations').value) ? rule.member('variations').list() : []),
    ]),
  ].flatMap(({ value }) => (value === undefined || value === null ? [] : [value]))
  const texts = [...new Set(values.map((value) => JSON.stringify(value)))]
  if (texts.every((text) => text === 'true' || text === 'false')) texts.splice(0, texts.length, 'true', 'false')
  const distinct = texts.map((text) => JSON.parse(text) as Json)
  const { names, variants, wrapped } = nameValues(distinct.map((value) => ({ value })))
  if (wrapped) definition.tell('approximate', wrappedValues)
  const byText = new Map(texts.map((text, i) => [text, names[i]!]))
  const nameOf = (value: Json | undefined): string | null =>
    value === undefined || value === null ? null : (byText.get(JSON.stringify(value)) ?? null)
  const isBoolean = distinct.every((value) => typeof value === 'boolean')
  const off = isBoolean ? nameOf(false) : nameOf(definition.member('defaultValue').value)
  return {
    part,
    definition,
    nameOf,
    variants: new Map(names.map((name, i) => [name, (wrapped ? variants[name] : distinct[i])!])),
    off,
  }
}

function define(key: string, feature: Feature, source: GrowthBookSource): FlagDefinition {
  const { part, definition, variants } = feature
  const isDisabled =
    isListed(part) &&
    part
      .member('environments')
      .map()
      .some(([, inner]) => inner.path === definition.path)
  const { rule } = decision(key, feature, source)
  const tags = part.member('tags')
  if (Array.isArray(tags.value) && tags.value.length > 0) tags.drop(tagsRemedy)
  if (isListed(part)) part.leaveBehind(['id', 'dateUpdated', 'revision', 'ownerEmail', 'archived'])
  const isBoolean = [...variants.values()].every((value) => typeof value === 'boolean')
  const fuseboard = {
    ...(isListed(part)
      ? {
          ...owner(part.member('owner')),
          ...description(part, key, undefined, part.member('description').text()),
          ...createdAt(part.member('dateCreated')),
        }
      : {}),
    ...(isBoolean ? { offVariant: 'off' } : {}),
  }
  const base = { variants: Object.fromEntries(variants), ...(Object.keys(fuseboard).length === 0 ? {} : { fuseboard }) }
  const state = isDisabled ? 'DISABLED' : 'ENABLED'
  if (typeof rule === 'string' || rule === null) return { state, defaultVariant: rule, ...base }
  // Rules end in the default; no value is no value.
  return { state, defaultVariant: null, targeting: rule as JsonObject, ...base }
}
