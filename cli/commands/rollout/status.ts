// fuseboard rollout status   Where a rollout is, why, and when the next step can come. Without a name: all of them.

import { ok } from '../../../domain/result.ts'
import { listRollouts } from '../../api/rollouts.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { findRollout } from '../../rollouts/find-rollout.ts'
import { renderRollout, renderRolloutTable } from '../../rollouts/render-rollout.ts'
import { connect } from '../../session/connect.ts'

export const rolloutStatusCommand = defineCommand({
  name: 'rollout status',
  topic: 'Rollouts',
  summary: 'show where a rollout is and why, or list them',
  usage: '[FLAG | ID] [--all] [--limit N]',
  about: `Its stages, its verdict with the evidence of each criterion, its clocks, and what happened last. Of a flag the
rollout that runs, or else the last one. Without a name it lists those that run. Needs the read scope.`,
  options: {
    all: { type: 'boolean', about: 'list those that are over, too' },
    limit: { type: 'string', value: 'N', about: 'how many to list; 50 if not said' },
  },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { options, positionals, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const [word] = positionals
    if (word !== undefined) {
      const rollout = await findRollout(api, word)
      if (!rollout.ok) return rollout
      const text = renderRollout(rollout.value, clock.now(), terminal.style)
      return ok({ exitCode: exitCodes.ok, text, json: rollout.value })
    }
    const list = await listRollouts(api, options.all ? {} : { status: 'running' }, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const none = options.all ? 'Nothing was ever rolled out.' : 'No rollout is running.'
    const table = `${renderRolloutTable(items, clock.now(), terminal.style)}\n\n${plural(items.length, 'rollout')}${next === undefined ? '' : '; there are more: --limit N'}`
    const text =
      items.length === 0
        ? `${none}\nNext: fuseboard rollout start FLAG`
        : `${table}\nNext: fuseboard rollout status FLAG shows one`
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
