// The JSON Schemas of flag files, test files and the system map at a stable address, for editors: they say nothing that is not in the
// repository, so they need no token.

import flags from '../../schemas/flags.schema.json' with { type: 'json' }
import systems from '../../schemas/systems.schema.json' with { type: 'json' }
import tests from '../../schemas/tests.schema.json' with { type: 'json' }

/** By address. */
export const schemas = new Map<string, object>([
  ['/api/v1/schemas/flags.json', flags],
  ['/api/v1/schemas/tests.json', tests],
  ['/api/v1/schemas/systems.json', systems],
])

export const schemaHeaders = {
  'content-type': 'application/schema+json',
  'cache-control': 'public, max-age=3600',
  // Editors in a browser read them too.
  'access-control-allow-origin': '*',
}
