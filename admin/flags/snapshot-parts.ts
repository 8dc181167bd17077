// A snapshot's text in parts that fit a database row and a relay's shelf.

/** UTF-16 units. As UTF-8 at most three times as many bytes. */
const maxPartUnits = 256 * 1024

/** Cuts between characters, so that each part can be encoded alone. Empty text is one empty part. */
export function cutParts(text: string, maxUnits = maxPartUnits): string[] {
  const parts: string[] = []
  let start = 0
  do {
    let end = Math.min(text.length, start + maxUnits)
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--
    parts.push(text.slice(start, end))
    start = end
  } while (start < text.length)
  return parts
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff

const encoder = new TextEncoder()

/** Length as UTF-8, without keeping the bytes. */
export function byteLength(text: string): number {
  if (text.length <= maxPartUnits) return encoder.encode(text).length
  return cutParts(text).reduce((sum, part) => sum + encoder.encode(part).length, 0)
}
