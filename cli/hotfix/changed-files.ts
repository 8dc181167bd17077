// What --changed means: files of the checkout, or one revision and everything that changed since.

import { lstat, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { printable } from '../output/printable.ts'
import { type Changes, changesSince, checkoutRoot, findCommit } from './git.ts'

export interface Checkout {
  /** Paths are relative to it. */
  readonly root: string
  readonly isGit: boolean
}

/** Without git the folder itself is the root. */
export async function openCheckout(dir: string): Promise<Result<Checkout, Failure>> {
  const folder = await realpath(dir).catch(() => null)
  if (folder === null || !(await lstat(folder)).isDirectory()) {
    return usageFailure(
      `--dir: found "${printable(dir)}"; allowed: a folder that exists.`,
      'Try --dir . in a checkout.',
    )
  }
  const root = await checkoutRoot(folder)
  return ok({ root: root ?? folder, isGit: root !== null })
}

/** Everything since the branch left a revision. */
export async function readChanges(
  { root, isGit }: Checkout,
  option: string,
  ref: string,
): Promise<Result<Changes, Failure>> {
  if (!isGit) {
    return usageFailure(
      `${option}: "${printable(ref)}" would be a revision, and ${printable(root)} is no git checkout.`,
      'Run it in a checkout, or give --dir DIR.',
    )
  }
  const commit = await findCommit(root, ref)
  if (commit === null) {
    return usageFailure(
      `${option}: found "${printable(ref)}"; allowed: a revision that git knows here, such as main or HEAD~1.`,
      `git -C ${printable(root)} log --oneline lists revisions; git fetch gets those of others.`,
    )
  }
  const changes = await changesSince(root, commit)
  if (changes !== null) return ok(changes)
  return fail({ exitCode: exitCodes.failed, message: `git could not compare ${printable(ref)} with what is here.` })
}

/** Each word is a file; a single word that is none may be a revision. */
export async function findChanged(
  checkout: Checkout,
  dir: string,
  words: readonly string[],
): Promise<Result<readonly string[], Failure>> {
  const files: string[] = []
  for (const word of words) {
    const path = await insidePath(checkout.root, dir, word)
    if (path === 'outside') {
      return usageFailure(
        `--changed: "${printable(word)}" lies outside of ${printable(checkout.root)}; allowed: files of this checkout.`,
        'Give --dir DIR for another checkout.',
      )
    }
    if (path !== null) files.push(path)
    else if (words.length === 1) {
      const changes = await readChanges(checkout, '--changed', word)
      return changes.ok ? ok(changes.value.files) : changes
    } else {
      return usageFailure(
        `--changed: found "${printable(word)}"; allowed: files that exist, or one revision alone.`,
        'Of a file that was deleted, give the revision before it.',
      )
    }
  }
  return ok([...new Set(files)].sort())
}

/** Relative to the root, with `/`; null where there is no such file. Links are not followed out of the checkout. */
async function insidePath(root: string, dir: string, word: string): Promise<string | 'outside' | null> {
  const path = isAbsolute(word) ? word : resolve(await realpath(dir), word)
  const stats = await lstat(path).catch(() => null)
  if (stats === null || stats.isDirectory()) return null
  const real = stats.isSymbolicLink() ? path : await realpath(path)
  const inside = relative(root, real)
  if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside)) return 'outside'
  return inside.split(sep).join('/')
}

export const atRoot = ({ root }: Checkout, path: string): string => join(root, path)
