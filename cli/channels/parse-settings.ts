// --set NAME=VALUE to settings of a channel. Values are text, so that a number of a phone or a page stays what it is; what
// begins like a JSON object, list or string is JSON, and nothing takes a setting away.

import type { Json, JsonObject } from '../../domain/json.ts'
import { ok, type Result } from '../../domain/result.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { parseJsonOption } from '../session/read-input.ts'

/** The settings with the edits made. */
export function parseSettings(given: readonly string[], before: JsonObject): Result<JsonObject, Failure> {
  const settings = new Map<string, Json>(Object.entries(before))
  for (const word of given) {
    const [, name, value = ''] = /^([^=]+)=(.*)$/su.exec(word) ?? []
    if (name === undefined) {
      return usageFailure(`--set: "${word}" is no setting.`, 'Write it as NAME=VALUE, such as channel=C012AB3CD.')
    }
    if (value === '') settings.delete(name)
    else if (/^[[{"]/.test(value)) {
      const parsed = parseJsonOption(`set ${name}`, value)
      if (!parsed.ok) return parsed
      settings.set(name, parsed.value as Json)
    } else settings.set(name, value)
  }
  return ok(Object.fromEntries(settings))
}
