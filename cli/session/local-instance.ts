// How commands find what `npm start` runs on this machine: each running instance leaves a note of where it is, in the
// user's runtime folder. A note of a process that is gone counts for nothing.
//
//   $XDG_RUNTIME_DIR/fuseboard/<pid>.json, else <temporary folder>/fuseboard-<uid>/<pid>.json      mode 0600

import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { readOwnedFile, writeOwnedFile } from './owned-file.ts'

const noteShape = z.object({
  url: z.url(),
  token: z.string(),
  evaluatorUrl: z.url(),
  pid: z.int().positive(),
})
export type LocalInstance = Readonly<z.infer<typeof noteShape>>

/** Where notes may lie, the preferred folder first. Two shells of one user can differ in XDG_RUNTIME_DIR. */
function noteFolders(environment: NodeJS.ProcessEnv): string[] {
  const runtime = environment.XDG_RUNTIME_DIR
  const temporary = join(environment.TMPDIR || tmpdir(), `fuseboard-${process.getuid?.() ?? userInfo().username}`)
  return runtime ? [join(runtime, 'fuseboard'), temporary] : [temporary]
}

/** Leaves the note. Answers its path, for `withdrawLocalInstance`, or why commands will not find this instance. */
export async function announceLocalInstance(
  instance: LocalInstance,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Result<string, string>> {
  let reason = ''
  for (const folder of noteFolders(environment)) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      if (!(await isOurs(folder))) throw new Error(`${folder} belongs to somebody else`)
      await removeStaleNotes(folder)
      const path = join(folder, `${instance.pid}.json`)
      await writeOwnedFile(path, `${JSON.stringify(instance)}\n`)
      return ok(path)
    } catch (error) {
      reason = (error as Error).message
    }
  }
  return fail(`fuseboard will not find this instance by itself: ${reason}`)
}

export const withdrawLocalInstance = (path: string): Promise<void> => rm(path, { force: true })

/** The instance started last among those that still run, or null. */
export async function findLocalInstance(environment: NodeJS.ProcessEnv): Promise<LocalInstance | null> {
  for (const folder of noteFolders(environment)) {
    const notes = await readNotes(folder)
    const [newest] = notes.filter(({ instance }) => isAlive(instance.pid)).sort((a, b) => b.writtenAt - a.writtenAt)
    if (newest !== undefined) return newest.instance
  }
  return null
}

interface Note {
  readonly path: string
  readonly writtenAt: number
  readonly instance: LocalInstance
}

async function readNotes(folder: string): Promise<Note[]> {
  if (!(await isOurs(folder))) return []
  const names = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name))
  const notes = await Promise.all(names.map((name) => readNote(join(folder, name))))
  return notes.filter((note) => note !== null)
}

async function readNote(path: string): Promise<Note | null> {
  const file = await readOwnedFile(path)
  if (typeof file === 'string') return null
  try {
    return { path, writtenAt: (await stat(path)).mtimeMs, instance: noteShape.parse(JSON.parse(file.text)) }
  } catch {
    return null
  }
}

/** Instances that were killed could not take their note along, and it holds a token. */
async function removeStaleNotes(folder: string): Promise<void> {
  const stale = (await readNotes(folder)).filter(({ instance }) => !isAlive(instance.pid))
  await Promise.all(stale.map(({ path }) => withdrawLocalInstance(path)))
}

async function isOurs(folder: string): Promise<boolean> {
  try {
    const stats = await stat(folder)
    return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid())
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
