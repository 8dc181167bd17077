// The tests of a checkout, with the tags in their names: `@hotfix` for a journey, `@smoke` for what always runs, either with a
// component behind a colon.

import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Component } from '../../domain/hotfix/affected.ts'
import type { MatchesPath } from '../../domain/hotfix/scope.ts'
import type { TestFile, TestTag } from '../../domain/hotfix/suite.ts'
import { listFiles } from '../code-references/list-files.ts'

const testName = /(^|\/)__tests__\/[^/]+\.[cm]?[jt]sx?$|\.(test|spec)\.[cm]?[jt]sx?$/
const maxFileBytes = 1024 * 1024

/** A file is a test by its name, or since the map says so. */
export async function findTests(
  root: string,
  components: readonly Component[],
  matches: MatchesPath,
): Promise<readonly TestFile[]> {
  const globs = components.flatMap(({ tests = [] }) => tests)
  const { paths } = await listFiles(root)
  const found = paths.filter((path) => testName.test(path) || globs.some((glob) => matches(glob, path)))
  const read = await Promise.all(found.map(async (path) => ({ path, text: await textOf(join(root, path)) })))
  return read.flatMap(({ path, text }) => (text === null ? [] : [{ path, tags: findTags(text) }]))
}

/** Null for what is no file; what is too large has no tags that anybody reads. */
async function textOf(path: string): Promise<string | null> {
  const stats = await lstat(path).catch(() => null)
  if (!stats?.isFile()) return null
  return stats.size > maxFileBytes ? '' : readFile(path, 'utf8').catch(() => '')
}

/** In quoted text only: a comment is no name. */
const quotedTag = /['"`][^'"`\n]*?@(hotfix|smoke)(?![\w-])(?::([\w.-]+))?/g

export function findTags(text: string): TestTag[] {
  const tags = [...text.matchAll(quotedTag)].map(([, name, component]) => {
    return { name: name as TestTag['name'], ...(component !== undefined && { component }) }
  })
  return [...new Map(tags.map((tag) => [`${tag.name}:${tag.component ?? ''}`, tag])).values()]
}
