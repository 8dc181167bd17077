// Answers of the OTLP doors, in the encoding of the request: partial success, or why nothing was taken.

export type Encoding = 'json' | 'protobuf'
export type Signal = 'metrics' | 'traces'

/** Codes of google.rpc.Status. */
export const rpcCode = {
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  unavailable: 14,
  unauthenticated: 16,
} as const

const contentTypes = { json: 'application/json', protobuf: 'application/x-protobuf' } as const
export const contentTypeOf = (encoding: Encoding): string => contentTypes[encoding]

/** Null for a content type that is none of OTLP's. */
export function encodingOf(contentType: string | null): Encoding | null {
  const name = (contentType ?? '').split(';')[0]!.trim().toLowerCase()
  if (name === contentTypes.json) return 'json'
  return name === contentTypes.protobuf ? 'protobuf' : null
}

/** `ExportMetricsServiceResponse` or `ExportTraceServiceResponse`. Nothing rejected and nothing to say is an empty message. */
export function renderTaken(
  encoding: Encoding,
  signal: Signal,
  rejected: number,
  errorMessage: string,
): string | Uint8Array<ArrayBuffer> {
  const isWhole = rejected === 0 && errorMessage === ''
  if (encoding === 'protobuf') return isWhole ? new Uint8Array() : nested(countAndText(rejected, errorMessage))
  if (isWhole) return '{}'
  const name = signal === 'metrics' ? 'rejectedDataPoints' : 'rejectedSpans'
  // 64-bit numbers are text in protobuf's JSON.
  return JSON.stringify({ partialSuccess: { [name]: String(rejected), errorMessage } })
}

/** `google.rpc.Status`. */
export const renderStatus = (encoding: Encoding, code: number, message: string): string | Uint8Array<ArrayBuffer> =>
  encoding === 'json' ? JSON.stringify({ code, message }) : countAndText(code, message)

/** A message with a number as field 1 and text as field 2. */
function countAndText(count: number, text: string): Uint8Array<ArrayBuffer> {
  const letters = new TextEncoder().encode(text)
  return Uint8Array.from([0x08, ...varint(count), 0x12, ...varint(letters.length), ...letters])
}

const nested = (message: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([0x0a, ...varint(message.length), ...message])

function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  while (left >= 0x80) {
    bytes.push((left % 0x80) + 0x80)
    left = Math.floor(left / 0x80)
  }
  return [...bytes, left]
}
