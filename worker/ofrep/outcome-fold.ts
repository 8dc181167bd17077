// The ETag of a bulk answer: a 64-bit fold over the outcome of every flag, beside the revision. It has to depend on the
// outcomes and not on the revision alone, since a web client keeps its ETag when any attribute but the targeting key
// changes. Two lanes of the 32-bit FNV-1a step with different primes and a shift between them; order counts.

export class OutcomeFold {
  #low = 0x811c9dc5
  #high = 0x9747b28c

  add(code: number): void {
    this.#low = Math.imul(this.#low ^ code, 0x01000193)
    this.#high = Math.imul((this.#high ^ (code + 0x9e3779b9)) >>> 0, 0x85ebca6b)
    this.#high ^= this.#high >>> 15
  }

  addText(text: string): void {
    for (let at = 0; at < text.length; at++) this.add(text.charCodeAt(at))
  }

  /** Sixteen hexadecimal digits. */
  toString(): string {
    return hex(this.#high) + hex(this.#low)
  }
}

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0')

/** Whether `If-None-Match` names this tag; compared weakly (RFC 9110, 13.1.2). */
export function matches(header: string | null, etag: string): boolean {
  if (header === null) return false
  if (header.trim() === '*') return true
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')
  return header.split(',').some((tag) => opaque(tag) === opaque(etag))
}
