// The results of tests for people: what failed with all that helps, what passed as a count.

import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import type { TestResult } from './run-tests.ts'

export function renderResults(results: readonly TestResult[], style: Style): string {
  const failed = results.filter(({ passed }) => !passed)
  const passed = results.length - failed.length
  const cases = results.filter(({ file }) => file !== undefined).length
  const counted = `${plural(results.length, 'check')}: ${passed} passed, ${failed.length} failed`
  const ofThem = `${cases} from test files, ${results.length - cases} that a kill means off`
  const next =
    failed.length > 0
      ? 'Next: mend the flag or the test, then fuseboard test again'
      : cases === 0
        ? 'Next: write a *.test.yaml beside the flags; fuseboard init shows one'
        : 'Next: fuseboard plan'
  return [
    ...failed.map((result) => renderFailed(result, style)),
    `${failed.length > 0 ? style.red(counted) : style.green(counted)} (${ofThem}).`,
    next,
  ].join('\n')
}

function renderFailed({ flag, name, file, line, expected, actual, why }: TestResult, style: Style): string {
  const place = file === undefined ? '' : ` (${file}:${line})`
  return [
    `${style.red('✗')} ${style.bold(printable(flag))}: ${printable(name)}${printable(place)}`,
    `    expected ${printable(expected ?? '')}`,
    `    actual   ${printable(actual ?? '')}`,
    ...(why === undefined ? [] : [`    why      ${printable(why)}`]),
    '',
  ].join('\n')
}
