// The door for test files: each `*.test.yaml` is a map with a list of `tests`. All problems are found at once.

import { isJsonObject, type Json, ownProperty, pointer } from '../../domain/json.ts'
import { problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FileProblem } from '../files/file-problem.ts'
import type { SourceFile } from '../files/source-file.ts'
import type { FlagTest, Place, Refuse } from './flag-test.ts'
import { parseCase } from './parse-case.ts'
import { parsePopulation } from './parse-population.ts'
import { checkFields, type Reading } from './reading.ts'

const testFields = ['flag', 'cases', 'population', 'killedIsOff']

export function parseTestFile(source: SourceFile): Result<FlagTest[], FileProblem[]> {
  const placeOf = (path: string): Place => ({ file: source.name, ...source.placeOf(path) })
  const refuse: Refuse = (path, value, allowed) => ({ ...problem(path, value, allowed), ...placeOf(path) })
  const reading: Reading = { problems: [], refuse, placeOf }
  const { value } = source
  if (!isJsonObject(value)) return fail([refuse('', value, 'a map with "tests"')])
  checkFields(value, '', ['tests', '$schema'], reading)
  const tests = ownProperty(value, 'tests')
  if (!Array.isArray(tests))
    return fail([...reading.problems, refuse('/tests', tests, 'a list of tests, each of one flag')])
  const parsed = tests.map((test: Json, i) => parseTest(test, pointer('/tests', i), reading))
  if (reading.problems.length > 0) return fail(reading.problems)
  return ok(parsed.filter((test) => test !== null))
}

function parseTest(test: Json, path: string, reading: Reading): FlagTest | null {
  const { problems, refuse } = reading
  if (!isJsonObject(test)) {
    problems.push(refuse(path, test, 'a map with "flag" and "cases" or "population"'))
    return null
  }
  checkFields(test, path, testFields, reading)
  const { flag, killedIsOff = true } = test
  const [cases, population] = [ownProperty(test, 'cases') ?? [], ownProperty(test, 'population') ?? []]
  if (typeof flag !== 'string' || flag === '') problems.push(refuse(`${path}/flag`, flag, 'the key of a flag'))
  if (typeof killedIsOff !== 'boolean') problems.push(refuse(`${path}/killedIsOff`, killedIsOff, 'true or false'))
  if (!Array.isArray(cases)) problems.push(refuse(`${path}/cases`, cases, 'a list of cases'))
  const populations = Array.isArray(population) ? (population as readonly Json[]) : [population]
  const at = (i: number): string =>
    Array.isArray(population) ? pointer(`${path}/population`, i) : `${path}/population`
  return {
    flag: String(flag),
    place: reading.placeOf(path),
    killedIsOff: killedIsOff === true,
    cases: (Array.isArray(cases) ? (cases as readonly Json[]) : []).flatMap(
      (one, i) => parseCase(one, pointer(`${path}/cases`, i), i, reading) ?? [],
    ),
    populations: populations.flatMap((one, i) => parsePopulation(one, at(i), reading) ?? []),
  }
}
