// Files that hold tokens: written whole or not at all, readable by their owner alone, and believed only when nobody else
// could have written them.

import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export async function writeOwnedFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
    // The mode above is narrowed by the umask, never widened; this makes it exact.
    await chmod(draft, 0o600)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

export type OwnedText = { readonly text: string } | 'absent' | 'not ours'

/** "not ours" is a file that belongs to somebody else or that others may write. */
export async function readOwnedFile(path: string): Promise<OwnedText> {
  try {
    const stats = await lstat(path)
    const owner = process.getuid?.()
    const foreign = owner !== undefined && (stats.uid !== owner || (stats.mode & 0o022) !== 0)
    if (!stats.isFile() || foreign) return 'not ours'
    return { text: await readFile(path, 'utf8') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'absent'
    return 'not ours'
  }
}
