// A bar of a fixed width, filled in whole characters.

/** @param share 0 to 1. Only a whole one fills the bar, and only nothing leaves it empty. */
export function renderBar(share: number, width: number, paint: (text: string) => string): string {
  const bounded = Number.isNaN(share) ? 0 : Math.min(1, Math.max(0, share))
  const rounded = Math.round(bounded * width)
  const filled = bounded === 1 ? width : bounded === 0 ? 0 : Math.min(width - 1, Math.max(1, rounded))
  return paint('█'.repeat(filled)) + '░'.repeat(width - filled)
}
