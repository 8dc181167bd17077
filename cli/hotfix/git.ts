// What git knows of a checkout: its root, and what changed since a revision. Arguments stay a list, and no word of a person is
// taken for an option.

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const maxOutputBytes = 64 * 1024 * 1024

/** Null where it fails, or there is no git. */
async function git(dir: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', dir, ...args], { maxBuffer: maxOutputBytes })
    return stdout
  } catch {
    return null
  }
}

/** The folder that the checkout begins in; null outside of one. */
export const checkoutRoot = async (dir: string): Promise<string | null> =>
  (await git(dir, 'rev-parse', '--show-toplevel'))?.replace(/\n$/, '') ?? null

/** The commit that a name means; null for a name that git does not know. */
export async function findCommit(root: string, name: string): Promise<string | null> {
  const found = await git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
  return found?.trim() || null
}

export interface Changes {
  /** Sorted; relative to the root, with `/`. */
  readonly files: readonly string[]
  /** Lines. */
  readonly added: number
  readonly removed: number
}

/**
 * What this branch changed since it left `commit`, with what is not committed yet and files that git does not know but would
 * take: all of it is about to ship. Null where git fails.
 */
export async function changesSince(root: string, commit: string): Promise<Changes | null> {
  const fork = (await git(root, 'merge-base', commit, 'HEAD'))?.trim() ?? commit
  const numbers = await git(root, 'diff', '--numstat', '-z', '--no-renames', '--no-ext-diff', fork)
  const unknown = await git(root, 'ls-files', '-z', '--others', '--exclude-standard', '--full-name')
  if (numbers === null || unknown === null) return null
  const counted = parts(numbers).map((line) => {
    const [added = '', removed = '', ...path] = line.split('\t')
    // A binary has no lines: "-".
    return { path: path.join('\t'), added: Number(added) || 0, removed: Number(removed) || 0 }
  })
  const fresh = await Promise.all(
    parts(unknown).map(async (path) => ({ path, added: await lineCount(join(root, path)), removed: 0 })),
  )
  const all = [...counted, ...fresh]
  return {
    files: [...new Set(all.map(({ path }) => path))].sort(),
    added: all.reduce((sum, { added }) => sum + added, 0),
    removed: all.reduce((sum, { removed }) => sum + removed, 0),
  }
}

const parts = (text: string): string[] => text.split('\0').filter((part) => part !== '')

const lineCount = async (path: string): Promise<number> => {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
}
