// Names of attributes as `var` reads them. A dot separates levels there, so a name with a dot in it cannot be said.

import type { Json } from '../json.ts'

/** What a rule reads for these levels of names; undefined where `var` cannot name it. */
export function attribute(names: readonly string[]): Json | undefined {
  const sayable = names.every((name) => name !== '' && !name.includes('.'))
  if (!sayable || names.length === 0 || names[0]!.startsWith('$')) return undefined
  return { var: names.join('.') }
}

export const targetingKey: Json = { var: 'targetingKey' }
