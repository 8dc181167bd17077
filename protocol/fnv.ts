// FNV-1a over UTF-16 units: spreads names over shards and slices. It guards nothing; whoever wants a collision finds one.

const offsetBasis = 0x811c9dc5

/** 32 bits, unsigned. Another seed gives another, independent hash of the same text. */
export function fnv1a(text: string, seed = offsetBasis): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** 64 bits as 16 hexadecimal digits, for names too many and too long to keep. */
export function digestOf(text: string): string {
  const half = (seed?: number): string => fnv1a(text, seed).toString(16).padStart(8, '0')
  return half() + half(0x9747b28c)
}
