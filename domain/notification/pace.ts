// When a channel may be used next: one message after the other, and not before the time a provider asked for. Pure.

/** Unix milliseconds; 0: at once. */
export interface Pace {
  /** For everything but pages. */
  readonly nextAt: number
  /** Pages keep the pace among themselves, and nothing else holds them up. */
  readonly pageAt: number
}

export const noPace: Pace = { nextAt: 0, pageAt: 0 }

/** Providers take one message a second, unless it is known that they take more. */
export const usualPerSecond = 1

export const paceAt = ({ nextAt, pageAt }: Pace, isPage: boolean): number => (isPage ? pageAt : nextAt)

/** After one was sent. */
export function afterSending(pace: Pace, isPage: boolean, perSecond: number, nowMs: number): Pace {
  const nextAt = nowMs + Math.ceil(1_000 / perSecond)
  return { nextAt: Math.max(pace.nextAt, nextAt), pageAt: isPage ? Math.max(pace.pageAt, nextAt) : pace.pageAt }
}

/** After the provider asked to be left alone until then. */
export const afterRetryAfter = (pace: Pace, untilMs: number): Pace => ({
  ...pace,
  nextAt: Math.max(pace.nextAt, untilMs),
})
