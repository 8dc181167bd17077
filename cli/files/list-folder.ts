// The files of a flags folder: every JSON and YAML file in it and in its folders, flags and tests apart, always in the same
// order. Nothing outside the folder is ever read: a link that leads out of it is refused.

import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FileProblem } from './file-problem.ts'

export interface FolderListing {
  /** Paths below the folder, sorted. */
  readonly flags: readonly string[]
  readonly tests: readonly string[]
}

/** More files than this are no flags folder, but somebody's home. */
const maxFiles = 10_000
const maxDepth = 16

const isRead = (name: string): boolean => /\.(json|ya?ml)$/i.test(name)
export const isTestName = (name: string): boolean => /\.test\.(json|ya?ml)$/i.test(name)

/** `dir` that is not there is a problem; one without files is an empty listing. */
export async function listFolder(dir: string): Promise<Result<FolderListing, FileProblem[]>> {
  const paths: string[] = []
  const problems: FileProblem[] = []
  let real: string
  try {
    if (!(await stat(dir)).isDirectory()) return refused(dir, 'a file', 'a folder: --dir DIR')
    real = await realpath(dir)
    await walk(dir, '', { real, paths, problems })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const found = code === 'ENOENT' ? 'no such folder' : `a folder that cannot be read (${code})`
    return refused(dir, found, 'a folder of flag files: fuseboard init makes one, --dir names another')
  }
  if (paths.length > maxFiles)
    problems.push(problemOf(dir, `more than ${maxFiles} files`, 'a folder of flag files alone'))
  if (problems.length > 0) return fail(problems)
  paths.sort()
  return ok({ flags: paths.filter((path) => !isTestName(path)), tests: paths.filter(isTestName) })
}

interface Walk {
  readonly real: string
  readonly paths: string[]
  readonly problems: FileProblem[]
}

async function walk(dir: string, below: string, { real, paths, problems }: Walk): Promise<void> {
  for (const entry of await readdir(join(dir, below), { withFileTypes: true })) {
    // Folders such as .git or .schemas are other programs' business.
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (paths.length > maxFiles) return
    if (entry.isDirectory()) {
      if (path.split('/').length > maxDepth)
        problems.push(problemOf(join(dir, path), 'a folder too deep', `${maxDepth} levels`))
      else await walk(dir, path, { real, paths, problems })
    } else if (entry.isSymbolicLink()) {
      const found = await linkProblem(join(dir, path), real)
      if (found !== null) problems.push(found)
      else if (isRead(entry.name)) paths.push(path)
    } else if (isRead(entry.name)) paths.push(path)
  }
}

async function linkProblem(path: string, real: string): Promise<FileProblem | null> {
  try {
    const target = await realpath(path)
    if (!target.startsWith(real + sep)) return problemOf(path, 'a link out of the folder', 'files inside the folder')
    return (await stat(target)).isDirectory() ? problemOf(path, 'a link to a folder', 'folders themselves') : null
  } catch {
    return problemOf(path, 'a link that leads nowhere', 'files inside the folder')
  }
}

const problemOf = (file: string, found: string, allowed: string): FileProblem => ({ file, path: '', found, allowed })
const refused = (file: string, found: string, allowed: string): Result<never, FileProblem[]> =>
  fail([problemOf(file, found, allowed)])
