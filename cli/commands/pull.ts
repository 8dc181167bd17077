// fuseboard pull   Makes the folder say what is committed. It shows which files it would write, and asks.

import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'
import { readDocument } from '../api/document-api.ts'
import { isProblem } from '../api/problem.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { defaultDir, dirOption, dirWords } from '../files/dir-option.ts'
import { folderFailure } from '../files/folder-failure.ts'
import { type PulledFile, planPull } from '../files/plan-pull.ts'
import { type FolderParts, readFolderParts } from '../files/read-flags-folder.ts'
import { printable } from '../output/printable.ts'
import { connect } from '../session/connect.ts'

export const pullCommand = defineCommand({
  name: 'pull',
  topic: 'Flags as code',
  summary: 'make the flag files say what is committed',
  usage: '[--dir DIR] [--yes]',
  about: `Flags and segments are rewritten in the files they stand in, where they differ; the rest of a file, and its comments, stays.
A new flag goes to <owner>.yaml, or to flags.yaml; a new segment to segments.yaml. What is not committed is removed from
the files. Shows which files it writes and asks; --yes does not ask, and is needed where nobody can be asked. Commit your
own edits first: it cannot tell them from what others changed. Needs the read scope.`,
  options: { dir: dirOption, yes: { type: 'boolean', about: 'do not ask' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal } = call
    const dir = options.dir ?? defaultDir
    if (!options.yes && terminal.prompter === null) {
      return usageFailure('This rewrites files, and nobody can be asked here.', 'If your edits are committed: --yes.')
    }
    const parts = await localParts(dir)
    if (!parts.ok) return parts
    const connection = await connect(call)
    if (!connection.ok) return connection
    const target = await readDocument(connection.value.api)
    if (!target.ok) return isProblem(target.error, 'not-found') ? fail(nothingCommitted(target.error)) : target
    const pulled = planPull(parts.value, target.value.value)
    if (!pulled.ok) return fail(folderFailure(dir, pulled.error))
    const revision = target.value.etag
    if (pulled.value.length === 0) {
      const text = `${dir} says what is committed already: nothing was written.\nNext: fuseboard plan${dirWords(dir)}`
      return ok({ exitCode: exitCodes.ok, text, json: { dir, revision, files: [] } })
    }
    if (!options.yes) terminal.note(renderPulled(pulled.value, dir))
    if (!options.yes && !(await terminal.prompter?.confirm('Write these files?'))) {
      return fail({ exitCode: exitCodes.failed, message: 'Nothing was written.' })
    }
    const written = await writeFiles(dir, pulled.value)
    if (!written.ok) return written
    const next = `Next: fuseboard plan${dirWords(dir)} says that there is nothing to change`
    const text = `${renderPulled(pulled.value, dir)}\n${next}`
    return ok({ exitCode: exitCodes.ok, text, json: { dir, revision, files: pulled.value.map(jsonOf) } })
  },
})

/** A folder that is not there yet is an empty one. */
async function localParts(dir: string): Promise<Result<FolderParts, Failure>> {
  try {
    await mkdir(dir, { recursive: true })
  } catch (error) {
    const message = `The folder ${dir} cannot be made (${(error as NodeJS.ErrnoException).code}).`
    return fail({ exitCode: exitCodes.failed, message, remedy: 'Name another one: --dir DIR.' })
  }
  const parts = await readFolderParts(dir)
  return parts.ok ? parts : fail(folderFailure(dir, parts.error))
}

const nothingCommitted = (failure: Failure): Failure => ({
  ...failure,
  message: 'Nothing is committed on this instance yet. Nothing was written.',
  remedy: 'fuseboard init makes an example, fuseboard apply publishes it.',
})

/** Each file is written beside its place and then moved: nobody ever reads half of one. */
async function writeFiles(dir: string, pulled: readonly PulledFile[]): Promise<Result<null, Failure>> {
  const done: string[] = []
  for (const { path, text } of pulled) {
    const place = join(dir, path)
    // A name that starts with a dot is never read as a flag file, should it be left behind.
    const beside = join(dirname(place), `.${crypto.randomUUID()}.tmp`)
    try {
      await mkdir(dirname(place), { recursive: true })
      await writeFile(beside, text)
      await rename(beside, place)
      done.push(place)
    } catch (error) {
      const message = `${place} cannot be written (${(error as NodeJS.ErrnoException).code}).`
      const details = done.map((name) => `written before: ${name}`)
      return fail({ exitCode: exitCodes.failed, message, details, remedy: 'Mend that, then fuseboard pull again.' })
    }
  }
  return ok(null)
}

const marks = { added: '+', changed: '~', removed: '-' } as const

const renderPulled = (pulled: readonly PulledFile[], dir: string): string =>
  pulled
    .flatMap(({ path, change, edits, lostComments }) => [
      `${change}  ${printable(join(dir, path))}${lostComments ? ' (its comments are lost)' : ''}`,
      ...edits.map(({ kind, section, name }) => `  ${marks[kind]} ${nounOf[section]}${printable(name)}`),
    ])
    .join('\n')

const nounOf = { flags: '', $evaluators: 'segment ', metadata: 'metadata ' } as const

const jsonOf = ({ path, change, edits, lostComments }: PulledFile): object => ({
  path,
  change,
  lostComments,
  edits: edits.map(({ section, name, kind }) => ({ section, name, kind })),
})
