// The body of an answer from somebody else's server: never more of it than is needed.

/** A body that nobody reads would hold its connection. */
export const discard = (response: Response): Promise<void> =>
  response.body?.cancel().catch(() => {}) ?? Promise.resolve()

/** What comes after `maxBytes` is never read. */
export async function readBeginning({ body }: Response, maxBytes: number): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let left = maxBytes
  while (left > 0) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array }
    if (done || value === undefined) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.byteLength
  }
  await reader.cancel().catch(() => {})
  return text
}
