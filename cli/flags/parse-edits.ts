// The everyday edits of a flag as words, `enabled=true percentage=25 owner=payments`, to a merge patch. Whatever else is to
// change takes --patch or --file.

import { flagKinds } from '../../domain/flag/flag-document.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { percentagePatch } from './boolean-share.ts'

export interface Edits {
  /** Without the percentage, which depends on the flag's rule. */
  readonly patch: JsonObject
  readonly percentage?: number
}

const settingNames = ['owner', 'kind', 'system', 'expiresAt', 'description', 'approval', 'clientSide', 'strict']
const switchNames = ['approval', 'clientSide', 'strict']
export const editNames: readonly string[] = ['enabled', 'percentage', ...settingNames]

export function parseEdits(words: readonly string[]): Result<Edits, Failure> {
  const given = new Map<string, string>()
  for (const word of words) {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/su.exec(word) ?? []
    if (name === '') return usageFailure(`"${word}" is no edit.`, 'Write it as NAME=VALUE, such as enabled=true.')
    if (!editNames.includes(name)) return unknownName(name)
    if (given.has(name)) return usageFailure(`${name} is given twice.`, 'Once is enough.')
    given.set(name, value)
  }
  const settings: [string, Json][] = []
  for (const name of settingNames) {
    const value = given.get(name)
    if (value === undefined) continue
    const setting = parseSetting(name, value)
    if (!setting.ok) return setting
    settings.push([name, setting.value])
  }
  const enabled = given.get('enabled')
  if (enabled !== undefined && !isSwitch(enabled)) return wrong('enabled', enabled, 'true or false')
  const percentage = parsePercentage(given.get('percentage'))
  if (!percentage.ok) return percentage
  return ok({
    patch: {
      ...(enabled !== undefined && { state: enabled === 'true' ? 'ENABLED' : 'DISABLED' }),
      ...(settings.length > 0 && { fuseboard: Object.fromEntries(settings) }),
    },
    ...(percentage.value !== undefined && { percentage: percentage.value }),
  })
}

const isSwitch = (value: string): boolean => value === 'true' || value === 'false'

/** Nothing behind the = takes the setting away. */
function parseSetting(name: string, value: string): Result<Json, Failure> {
  if (value === '') return ok(null)
  if (switchNames.includes(name)) {
    return isSwitch(value) ? ok(value === 'true') : wrong(name, value, 'true, false, or nothing to take it away')
  }
  const isKnownKind = (flagKinds as readonly string[]).includes(value)
  return name === 'kind' && !isKnownKind ? wrong(name, value, `one of ${flagKinds.join(', ')}`) : ok(value)
}

function parsePercentage(value: string | undefined): Result<number | undefined, Failure> {
  if (value === undefined) return ok(undefined)
  const allowed = 'a number from 0 to 100, with at most three decimals'
  if (!/^\d{1,3}(\.\d{1,3})?%?$/.test(value) || Number.parseFloat(value) > 100)
    return wrong('percentage', value, allowed)
  return ok(Number.parseFloat(value))
}

const wrong = (name: string, found: string, allowed: string): Result<never, Failure> =>
  usageFailure(`${name}: found "${found}"; allowed: ${allowed}.`, 'Nothing was sent.')

function unknownName(name: string): Result<never, Failure> {
  const [nearest] = nearestNames(name, editNames, 1)
  const meant = nearest === undefined ? '' : `Did you mean ${nearest}? `
  return usageFailure(
    `${name}: no such edit; allowed: ${editNames.join(', ')}.`,
    `${meant}For anything else: --patch '{…}' (a JSON Merge Patch) or --file FILE.`,
  )
}

/** The whole patch, once the flag is known. */
export function completePatch(
  key: string,
  definition: Json,
  { patch, percentage }: Edits,
): Result<JsonObject, Failure> {
  if (percentage === undefined) return ok(patch)
  const share = percentagePatch(definition, percentage)
  if (share.ok) return ok({ ...patch, ...share.value })
  return fail({
    exitCode: exitCodes.failed,
    message: `The percentage of ${key} cannot be set: ${share.error}. Nothing was changed.`,
    remedy: `fuseboard flags get ${key} shows the rule. Change it with --patch or --file.`,
  })
}
