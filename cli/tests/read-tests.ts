// The test files of a folder, read and held against its flags: a test of a flag that is not there would pass for ever.

import { join } from 'node:path'
import { describe } from '../../domain/json.ts'
import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FileProblem } from '../files/file-problem.ts'
import type { FlagsFolder } from '../files/read-flags-folder.ts'
import { readSourceText } from '../files/read-source-text.ts'
import { parseSource } from '../files/source-file.ts'
import type { FlagTest } from './flag-test.ts'
import { parseTestFile } from './parse-test-file.ts'

export async function readTests({
  dir,
  tests: paths,
  document,
}: FlagsFolder): Promise<Result<FlagTest[], FileProblem[]>> {
  const tests: FlagTest[] = []
  const problems: FileProblem[] = []
  for (const path of paths) {
    const file = join(dir, path)
    const text = await readSourceText(file)
    const source = text.ok ? parseSource(file, text.value) : fail([{ file, ...text.error }])
    const parsed = source.ok ? parseTestFile(source.value) : source
    if (parsed.ok) tests.push(...parsed.value)
    else problems.push(...parsed.error)
  }
  for (const test of tests) problems.push(...unknownNames(test, document.flags))
  return problems.length > 0 ? fail(problems) : ok(tests)
}

function unknownNames(
  { flag, place, cases, populations }: FlagTest,
  flags: FlagsFolder['document']['flags'],
): FileProblem[] {
  if (!Object.hasOwn(flags, flag)) return [unknown(place, 'the key of a flag in the folder', flag, Object.keys(flags))]
  const variants = Object.keys(flags[flag]!.variants)
  const known = (name: string | null | undefined): boolean => typeof name !== 'string' || variants.includes(name)
  return [
    ...cases
      .filter(({ expect }) => !known(expect.variant))
      .map(({ place: at, expect }) => unknown(at, `a variant of ${describe(flag)}`, expect.variant!, variants)),
    ...populations.flatMap(({ place: at, shares }) =>
      Object.keys(shares)
        .filter((name) => !known(name))
        .map((name) => unknown(at, `a variant of ${describe(flag)}`, name, variants)),
    ),
  ]
}

const maxNamed = 10

function unknown(place: FlagTest['place'], allowed: string, found: string, names: readonly string[]): FileProblem {
  const nearest = nearestNames(found, names)
  const choice = (nearest.length > 0 ? nearest : names.slice(0, maxNamed)).join(', ')
  return { ...place, path: '', found: describe(found), allowed: `${allowed}${choice === '' ? '' : `: ${choice}`}` }
}
