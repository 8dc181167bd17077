// --probe 'GET https://shop.example/health 200 ok' to a probe, as far as its words go. Whether it may be asked is for the
// parser of probes to say.

import { renderProblem } from '../../domain/problem.ts'
import { fail, type Result } from '../../domain/result.ts'
import { parseProbes } from '../../domain/rollout/parse-probes.ts'
import { type Probe, probeMethods } from '../../domain/rollout/probe.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

/** `[METHOD] URL [STATUS [TEXT]]`; the text is what the body has to contain, blanks and all. */
const form = /^(?:([A-Za-z]+)\s+)?(\S+)(?:\s+(\d+)(?:\s+(.+))?)?$/su

/** Probes are named by their place: probe-1, probe-2. */
export function parseProbeOptions(given: readonly string[], allowLoopback: boolean): Result<readonly Probe[], Failure> {
  const probes: object[] = []
  for (const [i, text] of given.entries()) {
    const [whole, method, url, status, bodyIncludes] = form.exec(text.trim()) ?? []
    if (whole === undefined) return refused([`--probe "${text}": allowed: 'METHOD URL STATUS [TEXT]'`])
    probes.push({
      name: `probe-${i + 1}`,
      ...(method !== undefined && { method: method.toUpperCase() }),
      url,
      ...(status !== undefined && { expectStatus: Number(status) }),
      ...(bodyIncludes !== undefined && { bodyIncludes }),
    })
  }
  const parsed = parseProbes(probes, { allowLoopback }, '--probe')
  return parsed.ok ? parsed : refused(parsed.error.map(renderProblem))
}

const refused = (details: readonly string[]): Result<never, Failure> =>
  fail({
    exitCode: exitCodes.usage,
    message: 'A probe is not right.',
    details,
    remedy: `For example --probe 'GET https://shop.example/health 200'. Methods: ${probeMethods.join(', ')}.`,
  })
