// fuseboard hotfix implement   What was changed for it, as git sees it.

import { ok } from '../../../domain/result.ts'
import { implementHotfix } from '../../api/hotfixes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { openCheckout, readChanges } from '../../hotfix/changed-files.ts'
import { renderHotfix } from '../../hotfix/render-hotfix.ts'
import { plural } from '../../output/moment.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

const defaultBase = 'main'

export const hotfixImplementCommand = defineCommand({
  name: 'hotfix implement',
  topic: 'Hotfixes',
  summary: 'say what was changed for a hotfix, with the diff that git sees',
  usage: 'ID --fix TEXT --regression-test PATH --flag KEY [--base REF] [--dir DIR]',
  about: `The diff is everything since this branch left --base, with what is not committed yet and new files. Doing it again
after a change drops the suite and the approval. Needs the incident scope.`,
  options: {
    fix: { type: 'string', value: 'TEXT', about: 'what was changed, in a sentence' },
    'regression-test': {
      type: 'string',
      multiple: true,
      value: 'PATH',
      about: 'the one test that fails without the fix',
    },
    flag: { type: 'string', value: 'KEY', about: 'the flag that brings it' },
    base: { type: 'string', value: 'REF', about: `the revision it is to be compared with; ${defaultBase} if not said` },
    dir: { type: 'string', value: 'DIR', about: 'the checkout; here if not said' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal, clock } = call
    const { fix = '', flag = '', 'regression-test': tests = [], base = defaultBase, dir = '.' } = options
    const [regressionTest] = tests
    if (regressionTest === undefined || tests.length > 1) {
      const found = tests.length === 0 ? 'none' : String(tests.length)
      return usageFailure(
        `--regression-test: found ${found}; allowed: exactly one.`,
        'Name the one test that fails without the fix; others run anyway.',
      )
    }
    if (fix.trim() === '') return usageFailure('--fix is missing.', 'Say in a sentence what was changed: --fix TEXT')
    if (flag === '') return usageFailure('--flag is missing.', 'Name the flag that brings the fix: --flag KEY')
    const checkout = await openCheckout(dir)
    if (!checkout.ok) return checkout
    const changes = await readChanges(checkout.value, '--base', base)
    if (!changes.ok) return changes
    const { files, added, removed } = changes.value
    if (files.length === 0) {
      return usageFailure(
        `Nothing was changed since ${printable(base)}.`,
        'Give the revision before the fix: --base REF',
      )
    }
    terminal.note(`${plural(files.length, 'file')} since ${printable(base)}, +${added} −${removed}`)
    const connection = await connect(call)
    if (!connection.ok) return connection
    const diffStat = { files, added, removed }
    const done = await implementHotfix(connection.value.api, positionals[0]!, { fix, diffStat, regressionTest, flag })
    if (!done.ok) return done
    const text = renderHotfix(done.value, clock.now(), terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: done.value })
  },
})
