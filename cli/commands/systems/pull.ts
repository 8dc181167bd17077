// fuseboard systems pull   The system map as a file, for a repository: what systems plan and apply read.

import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { SystemRecord } from '../../../protocol/admin-records.ts'
import { listSystems } from '../../api/systems.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import type { Failure } from '../../failure.ts'
import { plural } from '../../output/moment.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'

export const systemsPullCommand = defineCommand({
  name: 'systems pull',
  topic: 'Systems and segments',
  summary: 'print the map as a file, or write it',
  usage: '[--out FILE] [--yes]',
  about: `YAML on stdout, or in FILE. A file that says something else is replaced, with its comments; it asks before that, and --yes does
not ask. Needs the read scope.`,
  options: {
    out: { type: 'string', value: 'FILE', about: 'write it there' },
    yes: { type: 'boolean', about: 'replace the file without asking' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listSystems(connection.value.api)
    if (!list.ok) return list
    const { items } = list.value
    const yaml = renderSystemsFile(items)
    const file = options.out
    if (file === undefined) return ok({ exitCode: exitCodes.ok, text: yaml.trimEnd(), json: { items } })
    const before = await readFile(file, 'utf8').catch(() => null)
    if (before !== null && before !== yaml) {
      const sure = await confirm(`Replace ${file}?`, `${file} says something else.`, options.yes, terminal)
      if (!sure.ok) return sure
    }
    const written = await write(file, yaml)
    if (!written.ok) return written
    const text = `${file}: ${plural(items.length, 'system')}\nNext: edit it, then fuseboard systems plan ${file}`
    return ok({ exitCode: exitCodes.ok, text, json: { file, items } })
  },
})

/** What is not said is what it is by default. */
function renderSystemsFile(systems: readonly SystemRecord[]): string {
  const shown = systems.map(({ id, name, owner, paths, dependsOn, critical, approval }) => ({
    id,
    ...(name !== id && { name }),
    owner,
    ...(paths.length > 0 && { paths }),
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(critical && { critical }),
    ...(approval && { approval }),
  }))
  const head =
    '# The system map: fuseboard systems plan shows what an edit changes, fuseboard systems apply writes it.\n'
  return `${head}${stringify({ systems: shown }, { lineWidth: 120, aliasDuplicateObjects: false })}`
}

/** Written beside its place and then moved: nobody ever reads half of it. */
async function write(file: string, text: string): Promise<Result<null, Failure>> {
  const beside = `${file}.${crypto.randomUUID()}.tmp`
  try {
    await writeFile(beside, text)
    await rename(beside, file)
    return ok(null)
  } catch (error) {
    await rm(beside, { force: true })
    const message = `${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`
    return fail({ exitCode: exitCodes.failed, message, remedy: 'Name another one: --out FILE.' })
  }
}
