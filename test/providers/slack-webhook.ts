// Stands in for an incoming webhook of Slack: the address is the only secret, answers are words.

import { type FakeProvider, fakeProvider, type Members, objectIn } from './fake-provider.ts'
import { slackError } from './slack-message.ts'

/** @param path of the webhook: `/services/T…/B…/…` */
export function fakeSlackWebhook(path: string): FakeProvider<Members> {
  const taken: Members[] = []
  return fakeProvider(taken, ({ request, url, body }) => {
    if (url.pathname !== path) return new Response('no_service', { status: 404 })
    if (request.method !== 'POST') return new Response('method_not_allowed', { status: 405 })
    const isJson = /^application\/json(;|$)/.test(request.headers.get('content-type') ?? '')
    const message = isJson ? objectIn(body) : null
    if (message === null) return new Response('invalid_payload', { status: 400 })
    const error = slackError(message)
    if (error !== null) return new Response(error, { status: 400 })
    taken.push(message)
    return new Response('ok')
  })
}
