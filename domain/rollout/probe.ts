// Verification in production: requests that a rollout's own endpoints have to answer as declared, every half minute while it
// runs. Like the policy, probes never change once a rollout has started.

export const probeMethods = ['GET', 'HEAD', 'POST'] as const

export interface Probe {
  /** Unique in its rollout; names the probe in what it finds. */
  readonly name: string
  readonly method: (typeof probeMethods)[number]
  /** http or https, on a public host. Redirects are answers like any other: nobody follows them. */
  readonly url: string
  readonly expectStatus: number
  /** Has to stand in the first 64 KiB of the body. */
  readonly bodyIncludes?: string
  /** Until the answer is there, its body included. */
  readonly timeoutMs: number
}

export const probeEveryMs = 30_000

/** Runs are numbered, so that an alarm that comes twice is known to be the same run. */
export const probeSlotOf = (nowMs: number): number => Math.floor(nowMs / probeEveryMs)
