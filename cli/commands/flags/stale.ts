// fuseboard flags stale   Which flags should go, why, and what to do about each, with the places in a checkout.

import { stat } from 'node:fs/promises'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { LifecycleAnswer } from '../../../protocol/admin-lifecycle.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { type ListedFlag, listFlagKeys, listStaleFlags, readLifecycle } from '../../api/lifecycle-api.ts'
import { type Clock, defineCommand } from '../../arguments/command.ts'
import { type SearchResult, searchCheckout } from '../../code-references/search-checkout.ts'
import { suggestChange } from '../../code-references/suggest-change.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { renderStale, type StaleReport } from '../../lifecycle/render-stale.ts'
import type { Terminal } from '../../output/terminal.ts'
import { connect } from '../../session/connect.ts'

const progressEveryMs = 2_000
const defaultFlagsDir = 'flags'

export const flagsStaleCommand = defineCommand({
  name: 'flags stale',
  topic: 'Flags',
  summary: 'list flags that should go, and what to do about each',
  usage: '[--repo DIR] [--owner NAME] [--check]',
  about: `Stale is a flag past its date, one that nobody has asked for in 14 days, one that has served everybody the same for 7, and
one that is meant to stay and was not looked at for a year. Needs the read scope.
With --repo, a checkout is searched for their keys, and for keys that code asks for and that are no flags.`,
  options: {
    repo: { type: 'string', value: 'DIR', about: 'a checkout to search for references' },
    dir: { type: 'string', value: 'DIR', about: `its folder of flag files, ${defaultFlagsDir}/ if not said` },
    owner: { type: 'string', value: 'NAME', about: 'only flags of this owner' },
    check: { type: 'boolean', about: 'exit with 1 where an owner has more stale flags than the budget allows' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, clock, terminal } = call
    const { repo, owner } = options
    if (repo !== undefined && !(await isFolder(repo))) {
      return usageFailure(`--repo: found "${repo}"; allowed: a folder that exists.`, 'Try --repo . in a checkout.')
    }
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const [lifecycle, flags] = await Promise.all([readLifecycle(api), listStaleFlags(api, owner)])
    if (!lifecycle.ok) return lifecycle
    if (!flags.ok) return flags
    const flagsDir = (options.dir ?? defaultFlagsDir).replace(/^\.\/|\/+$/g, '')
    const found =
      repo === undefined ? ok(undefined) : await search(api, { repo, flagsDir }, flags.value, terminal, clock)
    if (!found.ok) return found
    const report = reportOf(lifecycle.value, flags.value, found.value, owner)
    const isOver = report.owners.some(({ over }) => over)
    return ok({
      exitCode: options.check && isOver ? exitCodes.failed : exitCodes.ok,
      text: renderStale(report, clock.now(), terminal.style),
      json: report,
    })
  },
})

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

interface Found extends SearchResult {
  readonly archived: ReadonlySet<string>
}

async function search(
  api: AdminApi,
  { repo, flagsDir }: { repo: string; flagsDir: string },
  flags: readonly ListedFlag[],
  { note, noteStyle }: Terminal,
  clock: Clock,
): Promise<Result<Found, Failure>> {
  const [current, archived] = await Promise.all([listFlagKeys(api, 'current'), listFlagKeys(api, 'archived')])
  if (!current.ok) return fail(current.error)
  if (!archived.ok) return fail(archived.error)
  let toldAtMs = clock.now()
  const result = await searchCheckout({
    dir: repo,
    keys: flags.map(({ key }) => key),
    flagsDir,
    isFlag: (key) => current.value.has(key),
    onProgress: (done, all) => {
      if (clock.now() - toldAtMs < progressEveryMs) return
      toldAtMs = clock.now()
      note(noteStyle.dim(`Searched ${done} of ${all} files …`))
    },
  })
  return ok({ ...result, archived: archived.value })
}

function reportOf(
  { budget, owners }: LifecycleAnswer,
  flags: readonly ListedFlag[],
  found: Found | undefined,
  owner: string | undefined,
): StaleReport {
  const listed = flags.map((flag) => {
    const references = found?.references.get(flag.key)
    return { ...flag, ...(references && { references }), suggestion: suggestChange(flag, references) }
  })
  const report = { budget, owners: owners.filter((one) => owner === undefined || one.owner === owner), flags: listed }
  if (found === undefined) return report
  const { gone, archived, files, skipped, isCut } = found
  const lost = [...gone].map(([key, references]) => {
    return { key, status: archived.has(key) ? ('archived' as const) : ('unknown' as const), references }
  })
  return { ...report, gone: lost, searched: { files, skipped, isCut } }
}
