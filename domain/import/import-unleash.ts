// Unleash to a flag document. Reads what SDKs receive (`/api/client/features`: strategies inside each feature) and exports of
// the state (`featureStrategies` and `featureEnvironments` beside the features, several environments).
//
// A feature there answers "on" to whoever asks for it, on or off. So it becomes a boolean flag of the same name, and its
// variants a second flag, `NAME.variant`. A feature that is off stays ENABLED and answers `false`, as it did; `DISABLED` would
// answer the caller's default.

import type { FlagSettings } from '../flag/flag-document.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Problem } from '../problem.ts'
import { fail, type Result } from '../result.ts'
import { assemble, type Draft, emptyDraft, freeName } from './assemble.ts'
import { all, always, any, type Bounds, exactly, isExact, never, not } from './bounds.ts'
import { chooseEnvironment, otherEnvironment } from './choose-environment.ts'
import { type Branch, constantAnswer, decide } from './decision.ts'
import { type Part, Reading } from './reading.ts'
import type { Imported, ImportOptions } from './report.ts'
import { createdAt, description, tagsRemedy } from './settings.ts'
import { shownText } from './shown-text.ts'
import { constraint } from './unleash/constraints.ts'
import { type Strategy, strategy } from './unleash/strategies.ts'
import { variantBranches, variantValues } from './unleash/variants.ts'

interface Feature {
  readonly part: Part
  readonly isOn: boolean
  readonly strategies: readonly Strategy[]
  /** There were strategies, but every one is disabled: then nobody has the feature. */
  readonly allDisabled: boolean
  readonly variants: Part
  readonly dependencies: readonly Part[]
}

type Features = ReadonlyMap<string, Feature>

/** Imports an export of Unleash. Fails with problems (JSON pointers into the export) where it has no such shape. */
export function importUnleash(input: unknown, options: ImportOptions = {}): Result<Imported, Problem[]> {
  const reading = new Reading()
  const root = reading.open(input)
  if (reading.problems.length > 0) return fail(reading.problems)
  if (!root.isObject('an export: an object with "features"')) return fail(reading.problems)
  if (!root.member('features').isSet) root.member('features').refuse('a list of features')
  root.leaveBehind(['version', 'query', 'meta', 'tagTypes', 'contextFields', 'projects', 'environments', 'strategies'])
  const parts = byName(root.member('features'))
  const environmentParts = rowsOf(root, 'featureEnvironments')
  const strategyParts = rowsOf(root, 'featureStrategies')
  const names = [...environmentParts, ...strategyParts].map(environmentOf).filter((name) => name !== undefined)
  const environment = chooseEnvironment([...new Set(names)], options.environment, '')
  if (!environment.ok) return fail([...reading.problems, ...environment.error])
  const isChosen = (row: Part): boolean => environmentOf(row) === undefined || environmentOf(row) === environment.value
  for (const row of [...environmentParts, ...strategyParts]) {
    if (!isChosen(row)) row.drop(otherEnvironment(environmentOf(row)!))
  }
  for (const tag of rowsOf(root, 'featureTags')) tag.drop(tagsRemedy)

  const draft = emptyDraft()
  const segments = readSegments(root, draft)
  const links = rowsOf(root, 'featureStrategySegments')
  const dependencies = rowsOf(root, 'dependencies')
  const features = new Map<string, Feature>()
  for (const [name, part] of parts) {
    const rows = {
      strategies: strategyParts.filter(isChosen),
      environments: environmentParts.filter(isChosen),
      links,
      dependencies,
    }
    const feature = readFeature(name, part, rows, segments)
    if (feature !== undefined) features.set(name, feature)
  }
  for (const [name, feature] of features) addFlags(name, feature, features, draft)
  return assemble(reading, draft)
}

const rowsOf = (root: Part, name: string): Part[] =>
  root
    .member(name)
    .list()
    .filter((row) => row.isObject())

function environmentOf(row: Part): string | undefined {
  const name = row.member('environment')
  return name.isSet ? name.text() : undefined
}

function byName(list: Part): Map<string, Part> {
  const found = new Map<string, Part>()
  for (const part of list.list()) {
    if (!part.isObject('a feature: an object with "name"')) continue
    const name = part.member('name').text()
    if (name === undefined || found.has(name)) part.member('name').refuse('a name that no other feature has')
    else found.set(name, part.labelled(name))
  }
  return found
}

function readSegments(root: Part, draft: Draft): (id: string) => Bounds | undefined {
  const found = new Map<string, Bounds>()
  for (const segment of rowsOf(root, 'segments')) {
    segment.leaveBehind(['createdBy', 'createdAt', 'description', 'project'])
    const id = shownText(segment.member('id').take())
    const bounds = all(segment.member('constraints').list().map(constraint))
    const name = segment.member('name').text() ?? `segment-${id}`
    const define = (wanted: string, rule: Json): Json => {
      const free = freeName(draft, wanted)
      draft.fragments.set(free, { source: segment, rule })
      return { $ref: free }
    }
    const atLeast = define(name, bounds.atLeast)
    // A strategy is never asked in the negative, except by a feature that depends on one being off.
    found.set(id, isExact(bounds) ? exactly(atLeast) : { atLeast, atMost: bounds.atMost })
  }
  return (id) => found.get(id)
}

interface Rows {
  readonly strategies: readonly Part[]
  readonly environments: readonly Part[]
  readonly links: readonly Part[]
  readonly dependencies: readonly Part[]
}

function readFeature(
  name: string,
  part: Part,
  rows: Rows,
  segments: (id: string) => Bounds | undefined,
): Feature | undefined {
  if (part.member('archived').boolean()) {
    part.drop('The feature is archived there and was left out.')
    return undefined
  }
  part.leaveBehind([
    'project',
    'stale',
    'lastSeenAt',
    'environments',
    'archivedAt',
    'favorite',
    'createdBy',
    'createdByUserId',
  ])
  const belongs = (row: Part): boolean => row.member('featureName').text() === name
  const own = [...part.member('strategies').list(), ...rows.strategies.filter(belongs)].filter((row) => row.isObject())
  for (const row of own) row.labelled(name)
  const setting = rows.environments.find(belongs)?.labelled(name)
  setting?.leaveBehind(['name', 'lastSeenAt', 'type', 'sortOrder'])
  const strategies = own.flatMap((row) => {
    const linked = rows.links.filter((link) => {
      const isLinked = link.member('featureStrategyId').take() === row.member('id').value && row.member('id').isSet
      return isLinked
    })
    const ids = [...row.member('segments').list(), ...linked.map((link) => link.member('segmentId'))]
    return strategy(row, name, ids, segments) ?? []
  })
  const isOn =
    (setting ?? part).member('enabled').boolean() ?? (setting === undefined && rows.environments.length === 0)
  const variants = setting?.member('variants').isSet ? setting.member('variants') : part.member('variants')
  const outside = rows.dependencies.filter((row) => row.member('feature').value === name)
  for (const row of outside) row.member('feature').take()
  const dependencies = [
    ...part.member('dependencies').list(),
    ...outside.flatMap((row) => row.member('dependencies').list()),
  ]
  return { part, isOn, strategies, allDisabled: own.length > 0 && strategies.length === 0, variants, dependencies }
}

/** Whether somebody has the feature. */
function enabled(feature: Feature, features: Features, depth = 0): Bounds {
  if (!feature.isOn || feature.allDisabled) return never
  const strategies = feature.strategies.length === 0 ? always : any(feature.strategies.map(({ when }) => when))
  return all([...requirements(feature, features, depth), strategies])
}

function requirements(feature: Feature, features: Features, depth: number): Bounds[] {
  return feature.dependencies
    .filter((part) => part.isObject())
    .map((part) => {
      const name = part.member('feature').text() ?? ''
      const isWanted = part.member('enabled').boolean() ?? true
      const variants = part.member('variants').texts()
      const parent = features.get(name)
      // A parent that has parents itself counts as missing there.
      if (parent === undefined || depth > 0 || parent.dependencies.length > 0) {
        part.drop(`The feature depends on "${name}", which is missing or depends on others itself: it is off.`)
        return never
      }
      part.tell(
        'approximate',
        `The rules of "${name}" are copied as they are now: a later change or kill of it does not reach this flag. Give both one fuseboard.system to kill them together.`,
      )
      const isEnabled = enabled(parent, features, depth + 1)
      if (!isWanted) return not(isEnabled)
      if (variants.length === 0) return isEnabled
      return all([isEnabled, exactly({ in: [variantRule(name, parent, features, depth + 1), variants] })])
    })
}

/** Which variant somebody gets: null for none. */
function variantRule(name: string, feature: Feature, features: Features, depth = 0): Json {
  if (!feature.isOn || feature.allDisabled) return null
  const listed = (part: Part, groupId: string, stickiness: string): Json => {
    if (part.list().length === 0) return null
    const { branches, otherwise } = variantBranches({ part, groupId, stickiness })
    return decide(branches, otherwise, null)
  }
  const own = listed(feature.variants, name, 'default')
  const branches = feature.strategies.map(({ when, variants, groupId, stickiness }): Branch => {
    const rule = variants.list().length > 0 ? listed(variants, groupId, stickiness) : own
    return { when, answer: { rule, variants: new Set(['']) } }
  })
  const required = all(requirements(feature, features, depth))
  const chosen = feature.strategies.length === 0 ? own : decide(branches, null, null)
  return decide([{ when: not(required), answer: constantAnswer(null) }], chosen, null)
}

function addFlags(name: string, feature: Feature, features: Features, draft: Draft): void {
  const { part } = feature
  const isIdle = part.member('impressionData').value === false
  if (isIdle) part.leaveBehind(['impressionData'])
  const condition = enabled(feature, features).atLeast
  const always = typeof condition === 'boolean'
  draft.flags.set(name, {
    source: part,
    definition: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: condition === true ? 'on' : 'off',
      ...(always ? {} : { targeting: { if: [condition, 'on', 'off'] } }),
      fuseboard: { ...settingsOf(name, part), offVariant: 'off' },
    },
  })
  if (!feature.isOn)
    part.tell(
      'approximate',
      'It is off there, so it answers false here; its strategies are not in the document. Switch it on there and import again to keep them.',
    )
  const lists = [feature.variants, ...feature.strategies.map(({ variants }) => variants)]
  if (lists.every((list) => list.list().length === 0)) return
  const key = `${name}.variant`
  if (features.has(key)) {
    feature.variants.drop(`The variants were left out: there is a feature "${key}" already.`)
    return
  }
  feature.variants.tell(
    'approximate',
    `The variants became a flag of their own, "${key}": ask it where getVariant was asked.`,
  )
  const rule = variantRule(name, feature, features)
  const targeting: JsonObject | null =
    rule === null ? null : typeof rule === 'string' ? { if: [true, rule] } : (rule as JsonObject)
  draft.flags.set(key, {
    source: part,
    definition: {
      state: 'ENABLED',
      variants: variantValues(lists),
      defaultVariant: null,
      ...(targeting === null ? {} : { targeting }),
    },
  })
}

const kinds = {
  release: 'release',
  experiment: 'experiment',
  operational: 'ops',
  permission: 'permission',
  'kill-switch': 'kill-switch',
} as const

function settingsOf(name: string, part: Part): FlagSettings {
  const type = part.member('type').text() ?? ''
  return {
    ...(Object.hasOwn(kinds, type) ? { kind: kinds[type as keyof typeof kinds] } : {}),
    ...description(part, name, undefined, part.member('description').text()),
    ...createdAt(part.member('createdAt')),
  }
}
