// Times for people: how long ago, how long it took. Clocks of two machines differ, so a future moment reads "just now".

export function renderAge(at: string, now: number): string {
  const ageMs = now - Date.parse(at)
  if (Number.isNaN(ageMs)) return at
  const seconds = Math.floor(ageMs / 1000)
  if (seconds < 2) return 'just now'
  if (seconds < 120) return `${seconds} s ago`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 120) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`
}

export function renderDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  return durationMs < 120_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 60_000)} min`
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
