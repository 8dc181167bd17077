import { exports } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import flags from '../../../schemas/flags.schema.json' with { type: 'json' }
import systems from '../../../schemas/systems.schema.json' with { type: 'json' }
import tests from '../../../schemas/tests.schema.json' with { type: 'json' }

describe('the schemas for editors', () => {
  it.each([
    ['flags', flags],
    ['tests', tests],
    ['systems', systems],
  ])('are read without a token: %s.json', async (name, schema) => {
    const worker = (exports as unknown as { default: Fetcher }).default
    const response = await worker.fetch(`http://admin/api/v1/schemas/${name}.json`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/schema+json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toEqual(schema)
  })
})
