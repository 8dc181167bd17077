// Lengths of time and moments to come, for people.

/** @example renderSpan(3_720_000)   // '1 h 2 min' */
export function renderSpan(spanMs: number): string {
  const seconds = Math.max(0, Math.round(spanMs / 1000))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** Clocks of two machines differ: what should be over by now reads "at any moment". */
export function renderUntil(at: string, now: number): string {
  const leftMs = Date.parse(at) - now
  if (Number.isNaN(leftMs)) return at
  return leftMs < 1_000 ? 'at any moment' : `in ${renderSpan(leftMs)} (${at.replace(/\.\d+Z$/, 'Z')})`
}
