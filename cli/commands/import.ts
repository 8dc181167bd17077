// fuseboard import   Turns an export of another flag system into a flag document, and says what became of every part of it.

import { writeFile } from 'node:fs/promises'
import { importFlagd } from '../../domain/import/import-flagd.ts'
import { importGrowthBook } from '../../domain/import/import-growth-book.ts'
import { importLaunchDarkly } from '../../domain/import/import-launch-darkly.ts'
import { importUnleash } from '../../domain/import/import-unleash.ts'
import type { Imported, ImportOptions } from '../../domain/import/report.ts'
import { type Problem, renderProblem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { parseText } from '../files/parse-text.ts'
import { readText } from '../files/read-text.ts'
import { renderReport } from '../import/render-report.ts'
import { printable } from '../output/printable.ts'

type Importer = (input: unknown, options: ImportOptions) => Result<Imported, Problem[]>

const importers: ReadonlyMap<string, Importer> = new Map([
  ['flagd', importFlagd],
  ['launchdarkly', importLaunchDarkly],
  ['unleash', importUnleash],
  ['growthbook', importGrowthBook],
])

export const importCommand = defineCommand({
  name: 'import',
  topic: 'Moving in',
  summary: 'turn an export of another flag system into a flag document',
  usage: `(${[...importers.keys()].join(' | ')}) FILE [--environment ENV] [--out FILE] [--force]`,
  about: `FILE is JSON or YAML. Nothing is sent anywhere: the document goes to stdout or --out, the report to stderr or, with
--out, to stdout. Every part of the export is exact, approximate or dropped; where a condition cannot be said here,
no more people get the feature than before. Exit code ${exitCodes.warned} when something is approximate or dropped.`,
  options: {
    environment: { type: 'string', value: 'ENV', about: 'which environment of the export to take' },
    out: { type: 'string', value: 'FILE', about: 'write the document there; - is stdout, as without it' },
    force: { type: 'boolean', about: 'let --out replace a file that is there' },
  },
  positionals: { least: 2, most: 2 },

  async run({ options, globals, positionals, terminal }) {
    const [system = '', path = ''] = positionals
    const importer = importers.get(system)
    if (importer === undefined) {
      return usageFailure(
        `There is no importer for "${printable(system)}".`,
        `Known: ${[...importers.keys()].join(', ')}.`,
      )
    }
    const input = await readInput(path)
    if (!input.ok) return input
    terminal.note(`Reading ${printable(path)} as an export of ${system} …`)
    const { environment, out = '-', force = false } = options
    const imported = importer(input.value, environment === undefined ? {} : { environment })
    if (!imported.ok) {
      return fail({
        exitCode: exitCodes.failed,
        message: `${path} cannot be imported as an export of ${system}.`,
        details: imported.error.map(renderProblem),
        remedy: 'Nothing was written. Put right what is named above, or export it anew.',
      })
    }
    const { document, report } = imported.value
    const text = JSON.stringify(document, null, 2)
    if (out !== '-') {
      const written = await write(out, `${text}\n`, force)
      if (!written.ok) return written
    }
    const flagCount = Object.keys(document.flags).length
    const isExact = report.every(({ fidelity }) => fidelity === 'exact')
    const exitCode = isExact ? exitCodes.ok : exitCodes.warned
    const toFile = out !== '-'
    const summary = renderReport(report, flagCount, toFile ? terminal.style : terminal.noteStyle)
    if (!toFile && !globals.json) terminal.note(summary)
    const shown = toFile ? `${summary}\nThe document is in ${printable(out)}.` : text
    return ok({ exitCode, text: shown, json: imported.value })
  },
})

async function readInput(path: string): Promise<Result<unknown, Failure>> {
  const text = await readText(path, 'an export')
  const value = text.ok ? parseText(path, text.value) : text
  if (value.ok) return value
  return fail({ exitCode: exitCodes.failed, message: text.ok ? `${path}: ${value.error}` : value.error })
}

async function write(path: string, text: string, force: boolean): Promise<Result<void, Failure>> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
    return ok(undefined)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isThere = code === 'EEXIST'
    return fail({
      exitCode: exitCodes.failed,
      message: isThere ? `${path} is there already, and was not touched.` : `${path} cannot be written: ${message}`,
      remedy: isThere ? 'Choose another name, or replace it with --force.' : 'Choose another place with --out.',
    })
  }
}
