// fuseboard status   What runs where, what is cut, whether all of it has reached the edge, and what to do about it.

import { ok, type Result } from '../../domain/result.ts'
import { listChanges } from '../api/changes.ts'
import { askEvaluator } from '../api/evaluator-health.ts'
import type { EvaluatorHealth } from '../api/shapes.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { parseBaseUrl, renderBaseUrl } from '../session/base-url.ts'
import { connect } from '../session/connect.ts'
import { judge } from '../status/judge.ts'
import { renderStatus } from '../status/render-status.ts'

/** One page: whether there are ten or a thousand, the next step is the same. */
const mostPending = 100

export const statusCommand = defineCommand({
  name: 'status',
  topic: 'Start here',
  summary: 'what runs where, what is cut, what waits, what to do next',
  usage: '[--evaluator URL]',
  about: `Shows the revision in force, the feed, the kills, the changes that wait or broke the glass, whether everything is published, and how the evaluator is.
Needs the read scope. The evaluator is known for the local instance; --evaluator names another.`,
  options: { evaluator: { type: 'string', value: 'URL', about: 'an evaluator to ask how it is' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, clock, terminal } = call
    const given = options.evaluator === undefined ? null : parseBaseUrl(options.evaluator, '--evaluator')
    if (given?.ok === false) return given
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api, instance } = connection.value
    const local = instance.evaluatorUrl === undefined ? null : parseBaseUrl(instance.evaluatorUrl, 'npm start')
    const evaluatorBase = given?.value ?? (local?.ok ? local.value : null)

    const [head, kills, waiting, health] = await Promise.all([
      api.head(),
      api.kills(false),
      listChanges(api, { status: 'pending' }, mostPending),
      evaluatorBase === null ? null : askEvaluator(evaluatorBase),
    ])
    if (!head.ok) return head
    if (!kills.ok) return kills
    const url = renderBaseUrl(instance.base)
    // An admin worker that knows no changes yet has none that wait.
    const pendingChanges = waiting.ok ? waiting.value.items.length : null
    const status = { url, origin: instance.origin, head: head.value, kills: kills.value.items, pendingChanges }
    const evaluator = evaluatorBase && health && { url: renderBaseUrl(evaluatorBase), health }
    const findings = judge({ ...status, evaluator: evaluator?.health ?? null })
    return ok({
      exitCode: exitCodes.ok,
      text: renderStatus({ ...status, evaluator, findings }, clock.now(), terminal.style),
      json: {
        instance: { url, origin: instance.origin },
        head: head.value,
        kills: kills.value.items,
        pendingChanges,
        evaluator: evaluator && { url: evaluator.url, ...healthJson(evaluator.health) },
        findings,
      },
    })
  },
})

const healthJson = (health: Result<EvaluatorHealth, Failure>): object =>
  health.ok ? { health: health.value } : { error: health.error.message }
