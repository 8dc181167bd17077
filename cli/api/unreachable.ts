// Why no answer came, in words, from what fetch threw.

import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection broke',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no network',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
}

export function describeFetchError(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause
  const { code, message } = (cause ?? error) as NodeJS.ErrnoException
  return (code === undefined ? undefined : reasons[code]) ?? message ?? error.message
}

/** Whether asking again might end differently: something on the way failed, rather than the request itself. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'TimeoutError' || error.cause instanceof AggregateError || 'code' in Object(error.cause)
}

const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']

/** Whether the other side may have received what it did not answer. */
export function mayHaveArrived(error: unknown): boolean {
  if (!isPassing(error)) return false
  const { cause } = error as Error
  const { code = '' } = (cause instanceof AggregateError ? cause.errors[0] : (cause ?? {})) as NodeJS.ErrnoException
  return !neverSent.includes(code)
}

export const unreachable = (base: URL, reason: string): Failure => ({
  exitCode: exitCodes.unreachable,
  message: `${base.origin} cannot be reached: ${reason}.`,
  remedy: isLoopback(base)
    ? 'Is it running? npm start runs one on this machine; --url points elsewhere.'
    : 'Check the address (--url, FUSEBOARD_URL or fuseboard login) and the network between here and there.',
})

export const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
