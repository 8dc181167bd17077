// Gathers what the choice of a suite looks at: the map, the tests of the checkout with their tags, what the runner calls
// related, and the history of earlier runs.

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Component } from '../../domain/hotfix/affected.ts'
import { chooseSuite, type Suite, type TestHistory } from '../../domain/hotfix/suite.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { createPathMatcher } from '../../protocol/system-paths.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { printable } from '../output/printable.ts'
import { findTests } from './find-tests.ts'
import type { Runner } from './runner.ts'

export interface SuiteMaking {
  readonly root: string
  readonly changed: readonly string[]
  readonly components: readonly Component[]
  readonly runner: Runner
  readonly regressionTest: string | undefined
  readonly history: ReadonlyMap<string, TestHistory>
  readonly budgetMs: number
  readonly workers: number
}

export async function makeSuite(making: SuiteMaking): Promise<Result<Suite, Failure>> {
  const { root, changed, components, runner, regressionTest } = making
  const there = await existing(root, [...changed, ...(regressionTest === undefined ? [] : [regressionTest])])
  if (regressionTest !== undefined && !there.has(regressionTest)) {
    return fail({
      exitCode: exitCodes.failed,
      message: `The regression test ${printable(regressionTest)} is not in this checkout.`,
      remedy: 'Check out the branch of the hotfix, or name the test anew: fuseboard hotfix implement',
    })
  }
  const matches = createPathMatcher()
  const tests = await findTests(root, components, matches)
  // A deleted file is imported by nothing any more.
  const asked = changed.filter((path) => there.has(path))
  const related = asked.length === 0 ? ok([]) : await runner.related(asked)
  if (!related.ok) return related
  const { history, budgetMs, workers } = making
  const question = { changed, components, tests, related: related.value, history, budgetMs, workers, matches }
  return ok(chooseSuite({ ...question, ...(regressionTest !== undefined && { regressionTest }) }))
}

async function existing(root: string, paths: readonly string[]): Promise<Set<string>> {
  const checked = await Promise.all(
    paths.map(async (path) => {
      const isFile = await stat(join(root, path)).then(
        (stats) => stats.isFile(),
        () => false,
      )
      return isFile ? [path] : []
    }),
  )
  return new Set(checked.flat())
}
