// The files of a checkout that may be somebody's code: what git knows of or would, else everything below the folder. Paths are
// relative, with `/`. Never follows links, and never lists without an end.

import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface FileList {
  readonly paths: readonly string[]
  /** Whether there were more than `maxFiles`. */
  readonly isCut: boolean
}

export const maxFiles = 100_000
const maxListBytes = 64 * 1024 * 1024
const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.wrangler'])

export async function listFiles(dir: string): Promise<FileList> {
  const known = (await gitFiles(dir)) ?? (await walk(dir))
  const paths = [...new Set(known)].filter((path) => !path.split('/').some((part) => skippedFolders.has(part)))
  return { paths: paths.slice(0, maxFiles).sort(), isCut: paths.length > maxFiles }
}

/** Null where this is no git checkout, or there is no git. */
async function gitFiles(dir: string): Promise<string[] | null> {
  const args = ['-C', dir, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  try {
    const { stdout } = await promisify(execFile)('git', args, { maxBuffer: maxListBytes })
    return stdout.split('\0').filter((path) => path !== '')
  } catch {
    return null
  }
}

async function walk(dir: string): Promise<string[]> {
  const files: string[] = []
  const open = ['']
  for (let folder = open.pop(); folder !== undefined && files.length <= maxFiles; folder = open.pop()) {
    const entries = await readdir(join(dir, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isFile()) files.push(path)
      else if (entry.isDirectory() && !skippedFolders.has(entry.name)) open.push(path)
    }
  }
  return files
}
