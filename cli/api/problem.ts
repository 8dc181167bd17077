// Problem details (RFC 9457) to a failure: the server's own words, the places it names, and what to do from here.

import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import { type ProblemKind, problemType } from '../../protocol/admin-problem.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

const exitCodeOfStatus: Readonly<Record<number, ExitCode>> = {
  401: exitCodes.signedOut,
  403: exitCodes.signedOut,
  412: exitCodes.conflict,
}

/** Remedies by the last part of the problem's type. The server says what is wrong; these say it in terms of the command. */
const remedies: Readonly<Record<string, string>> = {
  unauthenticated: 'Sign in again with fuseboard login, or set FUSEBOARD_TOKEN.',
  'missing-scope': 'Use a token with that scope: --token, FUSEBOARD_TOKEN or fuseboard login.',
  'stale-precondition': 'Somebody changed the flags in between. Look at fuseboard revisions, then repeat.',
  'lift-needs-write': 'The ten minutes of undoing are over: use a token with the write scope and give --reason.',
  'reason-required': 'Say why: --reason TEXT.',
  'already-exists': 'Somebody made it in between. Look at what is there now, then repeat.',
  'flag-in-use': 'Take it out of the code first. Until then fuseboard flags set KEY enabled=false switches it off.',
  'flag-archived': 'fuseboard flags restore KEY puts it back.',
  'segment-in-use': 'Take it out of those flags first.',
  'system-in-use': 'Take it out of what names it first.',
  'own-change': 'Somebody else decides on it, with a token of their own. To take it back: fuseboard changes reject ID.',
  'change-closed': 'It is decided already. fuseboard changes show ID says how.',
  'change-outdated': 'What it touches has changed since. Look at fuseboard revisions, then make the change again.',
  'rollout-running':
    'fuseboard rollout status FLAG shows it. It can be paused, reverted, killed, or begun again: rollout start --supersede.',
  'rollout-required': 'fuseboard rollout start FLAG gives it to more and more users.',
  'already-lifted': 'Nothing is left to do. fuseboard kills --all shows who lifted it, and when.',
}

/** Null for a body that is no problem. */
export function parseProblem(status: number, body: unknown): JsonObject | null {
  return isJsonObject(body) && typeof body.title === 'string' && (body.status ?? status) === status ? body : null
}

export function problemFailure(
  status: number,
  problem: JsonObject,
  retryAfter: string | null,
  tokenOrigin: string | undefined,
): Failure {
  const name = textOf(problem.type)?.split('/').at(-1) ?? ''
  const title = textOf(problem.title) ?? ''
  const detail = textOf(problem.detail)
  const remedy = status === 429 ? waitRemedy(retryAfter) : ownRemedy(name)
  const aboutToken = (status === 401 || status === 403) && tokenOrigin !== undefined
  const places = placesOf(problem.errors).filter((place) => detail !== place)
  const details = [...places, ...(aboutToken ? [`the token came from ${tokenOrigin}`] : [])]
  return {
    exitCode: exitCodeOfStatus[status] ?? exitCodes.failed,
    message: `${[title, detail].filter(Boolean).join(': ')} (${status})`,
    ...(details.length > 0 ? { details } : {}),
    ...(remedy === undefined ? {} : { remedy }),
    problem,
  }
}

const ownRemedy = (name: string): string | undefined => (Object.hasOwn(remedies, name) ? remedies[name] : undefined)

const waitRemedy = (retryAfter: string | null): string =>
  retryAfter !== null && /^\d+$/.test(retryAfter) ? `Wait ${retryAfter} s, then repeat.` : 'Wait a minute, then repeat.'

function placesOf(errors: Json | undefined): string[] {
  if (!Array.isArray(errors)) return []
  return errors.filter(isJsonObject).map((error) => {
    const pointer = textOf(error.pointer) ?? ''
    return `${pointer === '' ? 'the whole' : pointer}: ${textOf(error.detail) ?? 'not allowed'}`
  })
}

/** Whether the server answered with this problem. */
export const isProblem = ({ problem }: Failure, kind: ProblemKind): boolean =>
  isJsonObject(problem) && problem.type === problemType(kind)

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
