// Facts about the user's own request, for rules to read as `$edge`. Only asked for where the caller is the user: a server
// that asks for its users would offer its own whereabouts.

import type { JsonObject } from '../../domain/json.ts'
import { edgeFactNames } from '../../protocol/evaluation-context.ts'

export function edgeFacts(request: Request): JsonObject {
  const cf = (request.cf ?? {}) as Record<string, unknown>
  const facts: Record<string, string | number> = {}
  for (const name of edgeFactNames) {
    const fact = cf[name]
    if (typeof fact === 'string' || typeof fact === 'number') facts[name] = fact
  }
  return facts
}
