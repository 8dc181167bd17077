// fuseboard lint   What the flag files say that nobody can have meant, or will regret. Without an instance.

import type { Severity } from '../../domain/lint/finding.ts'
import { lintDocument } from '../../domain/lint/lint-document.ts'
import { fail, ok } from '../../domain/result.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { defaultDir, dirOption } from '../files/dir-option.ts'
import { folderFailure } from '../files/folder-failure.ts'
import { type FlagsFolder, readFlagsFolder } from '../files/read-flags-folder.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { readTests } from '../tests/read-tests.ts'

export const lintCommand = defineCommand({
  name: 'lint',
  topic: 'Flags as code',
  summary: 'check the flag files for what nobody can have meant',
  usage: '[--dir DIR] [--strict]',
  about: `Checks the files as an instance would, then for forgotten, unreachable and misleading parts: docs/flags-as-code.md lists
the rules. No instance is asked, and no token needed. Exits ${exitCodes.failed} on errors; with --strict on warnings too.`,
  options: { dir: dirOption, strict: { type: 'boolean', about: 'warnings fail too' } },
  positionals: { least: 0, most: 0 },

  async run({ options, terminal, clock }) {
    const dir = options.dir ?? defaultDir
    const folder = await readFlagsFolder(dir)
    if (!folder.ok) return fail(folderFailure(dir, folder.error))
    const tests = await readTests(folder.value)
    if (!tests.ok) return fail(folderFailure(dir, tests.error))
    const tested = new Set(tests.value.map(({ flag }) => flag))
    const found = lintDocument({ document: folder.value.document, tested, now: clock.now() })
    const findings = found.map((finding) => placed(finding, folder.value))
    const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')]
    const fails = errors > 0 || (options.strict === true && warnings > 0)
    return ok({
      exitCode: fails ? exitCodes.failed : exitCodes.ok,
      text: render(findings, folder.value, terminal.style),
      json: { dir, errors, warnings, findings },
    })
  },
})

interface PlacedFinding {
  readonly rule: string
  readonly severity: Severity
  readonly file: string
  readonly line?: number
  readonly column?: number
  /** JSON pointer inside the file. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

function placed({ path: at, ...finding }: ReturnType<typeof lintDocument>[number], folder: FlagsFolder): PlacedFinding {
  const { found: _, allowed: __, ...place } = folder.place({ path: at, found: '', allowed: '' })
  return { ...finding, ...place }
}

const countOf = (findings: readonly PlacedFinding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length

function render(findings: readonly PlacedFinding[], { files, document }: FlagsFolder, style: Style): string {
  const looked = `${plural(Object.keys(document.flags).length, 'flag')} in ${plural(files.length, 'file')}`
  if (findings.length === 0) return `${looked}: nothing to say.\nNext: fuseboard test`
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')]
  const lines = findings.map(({ rule, severity, file, line, column, message, remedy }) => {
    const paint = severity === 'error' ? style.red : style.yellow
    const head = `${printable(file)}:${line}:${column}  ${paint(severity)} ${rule}`
    return `${head}\n    ${printable(message)} ${printable(remedy)}`
  })
  return [...lines, '', `${looked}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}.`].join('\n')
}
