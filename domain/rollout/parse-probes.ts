// The door for probes. All problems at once, each with its place and remedy.

import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import { checkHost } from '../net/public-host.ts'
import { type Problem, problem } from '../problem.ts'
import { fail, ok, type Result } from '../result.ts'
import { type Probe, probeMethods } from './probe.ts'

export const maxProbes = 10
export const maxProbeTimeoutMs = 10_000
const defaultTimeoutMs = 5_000
const leastTimeoutMs = 100
const maxUrlLength = 2_048
const maxBodyText = 1_024
const nameText = /^[a-z0-9][a-z0-9-]{0,63}$/
const members = ['name', 'method', 'url', 'expectStatus', 'bodyIncludes', 'timeoutMs']

export interface ProbeLimits {
  /** True in local runs only: there the endpoints are on this machine. */
  readonly allowLoopback: boolean
}

/**
 * @param path of the list in the input, for the problems
 * @example
 * parseProbes([{ name: 'pay', url: 'https://shop.example/api/pay/health' }], { allowLoopback: false })
 * // GET, status 200 and 5 seconds are what is not said
 */
export function parseProbes(
  input: unknown,
  limits: ProbeLimits,
  path = '/probes',
): Result<readonly Probe[], Problem[]> {
  if (!Array.isArray(input) || input.length > maxProbes) {
    return fail([problem(path, input, `a list of up to ${maxProbes} probes`)])
  }
  const problems: Problem[] = []
  const names = new Set<string>()
  const probes = input.map((item: Json, i) => {
    const at = pointer(path, i)
    const probe = probeOf(item, at, limits, problems)
    if (probe !== null && names.has(probe.name)) {
      problems.push(problem(`${at}/name`, probe.name, 'a name that no other probe has'))
    }
    names.add(probe?.name ?? '')
    return probe
  })
  return problems.length === 0 ? ok(probes as readonly Probe[]) : fail(problems)
}

/** Null where nothing can be said of it; what is wrong is among the problems. */
function probeOf(item: Json, at: string, limits: ProbeLimits, problems: Problem[]): Probe | null {
  if (!isJsonObject(item)) {
    problems.push(problem(at, item, 'a probe: {"name": "…", "url": "https://…", "expectStatus": 200}'))
    return null
  }
  for (const name of Object.keys(item)) {
    if (!members.includes(name)) problems.push(problem(pointer(at, name), item[name], `one of ${members.join(', ')}`))
  }
  const read = <T extends Json>(
    name: string,
    standard: T | undefined,
    fits: (value: Json) => boolean,
    allowed: string,
  ) => {
    const value = Object.hasOwn(item, name) ? item[name] : standard
    if (value === undefined || !fits(value)) problems.push(problem(pointer(at, name), value, allowed))
    return value as T
  }
  const isName = (value: Json): boolean => typeof value === 'string' && nameText.test(value)
  const named = 'a name of lower-case letters, digits and "-", up to 64 characters'
  const name = read<string>('name', undefined, isName, named)
  const method = read<Probe['method']>('method', 'GET', isMethod, probeMethods.join(', '))
  const expectStatus = read<number>('expectStatus', 200, whole(200, 599), 'a status from 200 to 599')
  const timeoutMs = read<number>(
    'timeoutMs',
    defaultTimeoutMs,
    whole(leastTimeoutMs, maxProbeTimeoutMs),
    `whole milliseconds from ${leastTimeoutMs} to ${maxProbeTimeoutMs}`,
  )
  const url = urlOf(item, at, limits, problems)
  const bodyIncludes = bodyOf(item, at, method, problems)
  return { name, method, url, expectStatus, ...(bodyIncludes !== undefined && { bodyIncludes }), timeoutMs }
}

const isMethod = (value: Json): boolean => probeMethods.some((method) => method === value)

const whole =
  (least: number, most: number) =>
  (value: Json): boolean =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most

/** As `URL` writes it: what is checked is what will be asked. */
function urlOf(item: JsonObject, at: string, { allowLoopback }: ProbeLimits, problems: Problem[]): string {
  const value = ownProperty(item, 'url')
  const refuse = (found: unknown, allowed: string): string => {
    problems.push(problem(`${at}/url`, found, allowed))
    return ''
  }
  if (typeof value !== 'string' || value.length > maxUrlLength) {
    return refuse(value, `an http or https URL of up to ${maxUrlLength} characters`)
  }
  const url = URL.parse(value)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return refuse(value, 'an http or https URL')
  }
  if (url.username !== '' || url.password !== '') {
    problems.push({
      path: `${at}/url`,
      found: 'a URL with credentials',
      allowed: 'one without: it is shown to everybody',
    })
    return ''
  }
  const why = checkHost(url.hostname, allowLoopback)
  if (why !== null) {
    problems.push({ path: `${at}/url`, found: `${url.hostname}: ${why}`, allowed: 'a public host' })
    return ''
  }
  url.hash = ''
  return url.href
}

function bodyOf(item: JsonObject, at: string, method: Probe['method'], problems: Problem[]): string | undefined {
  const value = ownProperty(item, 'bodyIncludes')
  if (value === undefined) return undefined
  const path = `${at}/bodyIncludes`
  if (typeof value !== 'string' || value.length === 0 || value.length > maxBodyText) {
    problems.push(problem(path, value, `text of 1 to ${maxBodyText} characters, or nothing`))
    return undefined
  }
  if (method === 'HEAD') problems.push(problem(path, value, 'nothing: the answer to HEAD has no body'))
  return value
}
