import { expect, it } from 'vitest'
import { FailedSignIns } from '../../../admin/auth/failed-sign-ins.ts'

it('ten a minute are counted, more have to wait until the first is a minute old', () => {
  const failures = new FailedSignIns()
  for (let i = 0; i < 10; i++) expect(failures.note('a', i * 1_000)).toBeUndefined()
  expect(failures.note('a', 10_000)).toBe(50)
  expect(failures.note('a', 59_999)).toBe(1)
  expect(failures.note('b', 59_999)).toBeUndefined()
  expect(failures.note('a', 60_000)).toBeUndefined()
  expect(failures.note('a', 60_001)).toBe(1)
})

it('addresses that nobody comes from any more give way', () => {
  const failures = new FailedSignIns()
  for (let i = 0; i < 11; i++) failures.note('first', 0)
  for (let i = 0; i < 10_000; i++) failures.note(`address-${i}`, 0)
  expect(failures.note('first', 0)).toBeUndefined()
})
