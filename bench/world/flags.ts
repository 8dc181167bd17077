// The flags of the simulated world: the same two in both revisions, on in one and off in the other.

import { renderSnapshot } from '../../protocol/published-snapshot.ts'

export const flagNames = { strict: 'strict-flag', standard: 'standard-flag' } as const

export function snapshotText(on: boolean): string {
  const flag = (strict: boolean) => ({
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: on ? 'on' : 'off',
    fuseboard: { strict },
  })
  return renderSnapshot({ flags: { [flagNames.strict]: flag(true), [flagNames.standard]: flag(false) } }, [])
}
