// fuseboard init   Makes a flags folder with examples. What is there already is left alone.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, ok } from '../../domain/result.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { defaultDir, dirOption, dirWords } from '../files/dir-option.ts'
import { exampleFlags, exampleTests, schemaFolder } from '../files/starter.ts'
import { printable } from '../output/printable.ts'

const workflowPath = join('.github', 'workflows', 'fuseboard.yml')

export const initCommand = defineCommand({
  name: 'init',
  topic: 'Flags as code',
  summary: 'make a folder of flag files, with examples',
  usage: '[--dir DIR] [--github]',
  about: `Writes an example of flags, of tests, and the schemas with which editors complete and check them. With --github also
${workflowPath}: it lints, tests and plans on pull requests, and applies what is merged. Files that are there
already stay as they are. No instance is asked.`,
  options: { dir: dirOption, github: { type: 'boolean', about: 'also write the workflow for GitHub Actions' } },
  positionals: { least: 0, most: 0 },

  async run({ options }) {
    const dir = options.dir ?? defaultDir
    const files: [path: string, text: string][] = [
      [join(dir, 'example.yaml'), exampleFlags],
      [join(dir, 'example.test.yaml'), exampleTests],
      [join(dir, schemaFolder, 'flags.schema.json'), await shipped('schemas/flags.schema.json')],
      [join(dir, schemaFolder, 'tests.schema.json'), await shipped('schemas/tests.schema.json')],
    ]
    if (options.github) files.push([workflowPath, workflowFor(await shipped('examples/github-actions.yml'), dir)])
    const [written, kept]: [string[], string[]] = [[], []]
    for (const [path, text] of files) {
      const result = await writeNew(path, text)
      if (result === 'written') written.push(path)
      else if (result === 'kept') kept.push(path)
      else {
        const message = `${path} cannot be written (${result}).`
        return fail({ exitCode: exitCodes.failed, message, details: written.map((done) => `written before: ${done}`) })
      }
    }
    const lines = [
      ...written.map((path) => `written  ${printable(path)}`),
      ...kept.map((path) => `kept     ${printable(path)}: it is there already`),
      `Next: fuseboard lint${dirWords(dir)}, fuseboard test${dirWords(dir)}, fuseboard plan${dirWords(dir)}`,
    ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: { dir, written, kept } })
  },
})

/** A file that comes with the command. */
const shipped = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

/** The workflow names the folder in one place. */
const workflowFor = (text: string, dir: string): string =>
  text
    .replaceAll(`FLAGS_DIR: ${defaultDir}`, `FLAGS_DIR: ${JSON.stringify(dir)}`)
    .replaceAll(`"${defaultDir}/**"`, JSON.stringify(`${dir}/**`))

/** An error's code where it failed. */
async function writeNew(path: string, text: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
    return 'written'
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return code === 'EEXIST' ? 'kept' : code
  }
}
