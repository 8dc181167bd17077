// What the isolates of one location share: short texts under names. It may be absent, empty or wrong at any time, so nothing
// read from it is believed unchecked and nothing waits for it without a bound.

export interface ColoCache {
  read(name: string): Promise<string | null>
  write(name: string, text: string, ttlSeconds: number): Promise<void>
}

/** The same cache, which never throws: a failed read is a miss, a failed write is nobody's business. */
export function forgiving(cache: ColoCache): ColoCache {
  return {
    read: async (name) => cache.read(name).catch(() => null),
    write: async (name, text, ttlSeconds) => cache.write(name, text, ttlSeconds).catch(() => undefined),
  }
}
