// How Slack's API is asked and what its answers come to: an error stands inside a 200, and a scope that is missing is named.

import type { JsonObject } from '../../domain/json.ts'
import type { Channel, OutgoingRequest, ProviderAnswer, SendOutcome } from './channel.ts'
import { parseObject, readFailure, retry, textIn, unreadable } from './read-answer.ts'
import { atBase } from './request-address.ts'

const standardBase = 'https://slack.com/api'

/** Errors that pass; of what is half done `fatal_error` says itself that part of it may have been. */
const passing = ['ratelimited', 'rate_limited', 'internal_error', 'service_unavailable', 'request_timeout']
const halfDone = ['fatal_error']

export const slackHeaders = ({ secrets }: Channel) => ({
  authorization: `Bearer ${secrets.token ?? ''}`,
  'content-type': 'application/json; charset=utf-8',
})

export const slackPost = (channel: Channel, method: string, body: JsonObject): OutgoingRequest => ({
  method: 'POST',
  url: atBase(channel, standardBase, `/${method}`),
  headers: slackHeaders(channel),
  body: JSON.stringify(body),
})

export const slackGet = (channel: Channel, method: string, query: Readonly<Record<string, string>>) =>
  ({
    method: 'GET',
    url: `${atBase(channel, standardBase, `/${method}`)}?${new URLSearchParams(query)}`,
    headers: slackHeaders(channel),
  }) as const satisfies OutgoingRequest

/** @param scope what the method needs, where Slack does not say it itself */
export function describeError(said: JsonObject | null, scope: string): string {
  const error = textIn(said, 'error') ?? 'an error without a name'
  if (error === 'missing_scope') {
    return `Slack says missing_scope: give the token the scope ${textIn(said, 'needed') ?? scope}, and install the app again`
  }
  if (error === 'restricted_action') {
    return `Slack says restricted_action: besides the scope ${scope}, a setting of the workspace has to allow this to the app`
  }
  return `Slack says ${error}`
}

/** What Slack said, or what a failure comes to. */
export function readSlack(
  answer: ProviderAnswer,
  nowMs: number,
  scope: string,
): { readonly said: JsonObject } | { readonly error: string | undefined; readonly outcome: SendOutcome } {
  const failure = readFailure(answer, nowMs, false)
  if (failure !== undefined) return { error: undefined, outcome: failure }
  const said = parseObject(answer.text)
  if (said?.ok === true) return { said }
  if (said?.ok !== false) return { error: undefined, outcome: unreadable(answer) }
  const error = textIn(said, 'error')
  const detail = describeError(said, scope)
  return { error, outcome: outcomeOf(error ?? '', detail, answer, nowMs) }
}

function outcomeOf(error: string, detail: string, { headers }: ProviderAnswer, nowMs: number): SendOutcome {
  if (passing.includes(error)) return retry(detail, headers, nowMs)
  return halfDone.includes(error) ? { kind: 'unknown', detail } : { kind: 'refused', detail }
}
