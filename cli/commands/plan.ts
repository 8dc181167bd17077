// fuseboard plan   What the folder of flag files would change, for whom, before anybody changes it.

import { fail, ok } from '../../domain/result.ts'
import { type Call, defineCommand, type Outcome } from '../arguments/command.ts'
import { exitCodeMeanings, exitCodes } from '../exit-code.ts'
import { defaultDir, dirOption, dirWords } from '../files/dir-option.ts'
import { folderFailure } from '../files/folder-failure.ts'
import { type FlagsFolder, readFlagsFolder } from '../files/read-flags-folder.ts'
import { makePlan, type Plan } from '../plan/make-plan.ts'
import { renderMarkdown } from '../plan/render-markdown.ts'
import { renderNext, renderPlan } from '../plan/render-plan.ts'
import { hashDocument, savePlan } from '../plan/saved-plan.ts'
import { renderBaseUrl } from '../session/base-url.ts'
import { connect } from '../session/connect.ts'

const options = {
  dir: dirOption,
  markdown: { type: 'boolean', about: 'print it as a comment for a pull request' },
  out: { type: 'string', value: 'FILE', about: 'save the plan, for fuseboard apply --plan FILE' },
} as const

export const planCommand = defineCommand({
  name: 'plan',
  topic: 'Flags as code',
  summary: 'show what the flag files would change, and for whom',
  usage: '[--dir DIR] [--markdown] [--out FILE]',
  about: `Compares the folder with what is committed, and changes nothing. For every flag: whether somebody gains it (▲), loses it
(▼), neither (=), or that cannot be told (?), and about how many of evenly spread users have it. Needs the read scope.
Exits 0 when there is nothing to change and ${exitCodes.changes} when there is: then the plan stands on stdout. Everything that is no plan, wrong
usage too, exits with another code.`,
  options,
  positionals: { least: 0, most: 0 },
  exits: {
    usage: exitCodes.failed,
    meanings: [
      [exitCodes.ok, 'there is nothing to change'],
      [exitCodes.failed, 'no plan: wrong usage, a problem in the files, refused, or failed'],
      [exitCodes.changes, 'there are changes: the plan is on stdout'],
      ...exitCodeMeanings.filter(([code]) => code === exitCodes.unreachable || code === exitCodes.signedOut),
    ],
  },

  async run(call) {
    const dir = call.options.dir ?? defaultDir
    const folder = await readFlagsFolder(dir)
    if (!folder.ok) return fail(folderFailure(dir, folder.error))
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api, instance } = connection.value
    const plan = await makePlan(api, folder.value)
    if (!plan.ok) return plan
    const { out } = call.options
    if (out !== undefined) {
      const document = hashDocument(folder.value.document)
      const saved = await savePlan(out, { instance: renderBaseUrl(instance.base), document, plan: plan.value })
      if (!saved.ok) return saved
      call.terminal.note(`Plan saved to ${out}.`)
    }
    return ok(outcomeOf(call, folder.value, plan.value))
  },
})

function outcomeOf({ options: given, terminal }: Call<typeof options>, folder: FlagsFolder, plan: Plan): Outcome {
  const { dir, files } = folder
  const next = renderNext(plan, dirWords(dir), given.out)
  return {
    exitCode: plan.isEmpty ? exitCodes.ok : exitCodes.changes,
    text: given.markdown ? renderMarkdown(plan) : `${renderPlan(plan, terminal.style)}\n\n${next}`,
    json: { dir, files: files.map(({ path }) => path), metadataChanged: plan.metadata, ...plan.answer },
  }
}
