// Where Prometheus Alertmanager sends its notifications. It sends no idempotency key and repeats itself: what a notification
// says twice is told once.

import { fail } from '../../domain/result.ts'
import { maxAlertsBytes, parseAlertGroup } from '../../protocol/alertmanager.ts'
import { type Endpoint, endpoint, written } from './endpoint.ts'
import { alertsInput } from './incident-inputs.ts'
import { alertsAnswer } from './incident-shapes.ts'
import { parseJson, readBody } from './read-body.ts'

const alertmanager = endpoint({
  method: 'post',
  path: '/api/v1/alerts/alertmanager',
  summary: 'A webhook of Alertmanager, version 4: one incident per group while it is open.',
  needs: ['incident'],
  reads: { shape: alertsInput },
  answers: {
    200: { description: 'Noted, or known already.', schema: alertsAnswer },
    201: { description: 'An incident was opened.', schema: alertsAnswer },
  },
  refuses: ['malformed-json', 'invalid-body', 'too-large'],
  run: async ({ root, caller, request }) => {
    const admitted = await root.admit(caller)
    if (!admitted.ok) return admitted
    const text = await readBody(request, maxAlertsBytes)
    if (!text.ok) return text
    const json = parseJson(text.value)
    if (!json.ok) return json
    const group = parseAlertGroup(json.value)
    if (!group.ok) return fail({ kind: 'invalid-body', problems: group.error })
    return written(await root.act(caller, 'alerts.take', group.value))
  },
})

export const alertEndpoints: readonly Endpoint[] = [alertmanager]
