// Calls to Durable Objects. An exception breaks the stub it came from, so every attempt has to make its own; only errors
// that the platform marks as retryable are worth a second attempt, and never those of an overloaded object.

export async function retriedOnce<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!isRetryable(error)) throw error
    return attempt()
  }
}

function isRetryable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { retryable, overloaded } = error as { retryable?: unknown; overloaded?: unknown }
  return retryable === true && overloaded !== true
}
