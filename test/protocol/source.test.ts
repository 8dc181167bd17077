import { expect, it } from 'vitest'
import { sourceHeaders } from '../../protocol/source.ts'

it('the headers that say where an answer came from have these names', () => {
  expect(sourceHeaders).toEqual({
    revision: 'fuseboard-revision',
    age: 'fuseboard-age-ms',
    tier: 'fuseboard-tier',
    cause: 'fuseboard-cause',
  })
})
