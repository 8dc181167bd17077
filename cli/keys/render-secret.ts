// A key or a token that has just been made. It is shown this once: neither the server nor this command keeps it.

import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

/** `secret` is absent where the answer was given before, to the same request. */
export function renderSecret(what: string, id: string, secret: string | undefined, style: Style): string[] {
  if (secret === undefined) {
    return [
      style.yellow(`The ${what} was made by an earlier sending of this request, and its secret cannot be shown again.`),
      `Revoke it and make another: fuseboard ${what === 'key' ? 'keys' : 'tokens'} revoke ${printable(id)}`,
    ]
  }
  return [
    printable(secret),
    style.yellow(`This is the only time that the ${what} is shown. Keep it where secrets are kept.`),
  ]
}
