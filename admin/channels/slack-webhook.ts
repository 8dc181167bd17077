// Slack's incoming webhooks. The address is the secret. There is no key, and nothing can be asked: what was sent into a broken
// connection may stand there twice.

import { audiences } from '../../domain/incident/incident.ts'
import type { RequestKind, SendOutcome } from './channel.ts'
import { checkBy, preApproved, secretAddress } from './check-channel.ts'
import { describeAnswer, readFailure } from './read-answer.ts'
import { renderSlackText } from './slack-text.ts'

/** What Slack says of a webhook that was taken away, or whose channel was. */
const gone = ['no_service', 'no_service_id', 'no_team', 'no_active_hooks', 'team_disabled', 'channel_is_archived']

export const slackWebhook: RequestKind = {
  type: 'slack-webhook',
  via: 'request',
  secretNames: ['url'],
  uses: { audiences, pages: true, hooks: false },
  check: checkBy({ settings: { preApproved }, secrets: { url: secretAddress } }),
  hasKey: false,
  render: ({ secrets }, { message }) => {
    if (message.kind === 'hook' || message.kind === 'room') return null
    return {
      method: 'POST',
      url: secrets.url ?? '',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(renderSlackText(message)),
    }
  },
  read: (answer, { nowMs }): SendOutcome => {
    const detail = describeAnswer(answer)
    if (answer.status === 410 || gone.includes(answer.text.trim())) return { kind: 'gone', detail }
    const failure = readFailure(answer, nowMs, false)
    if (failure !== undefined) return failure
    return answer.text.trim() === 'ok' ? { kind: 'sent', receipt: {} } : { kind: 'refused', detail }
  },
}
