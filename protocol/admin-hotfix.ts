// Hotfixes as the admin API tells them: numbered increments of an incident.

export const hotfixStatuses = [
  'open',
  'implemented',
  'suite-passed',
  'rolling',
  'verified',
  'done',
  'abandoned',
] as const
export type HotfixStatus = (typeof hotfixStatuses)[number]

export interface HotfixTask {
  readonly text: string
  readonly done: boolean
}

export interface HotfixRecord {
  /** i3-1: the first of incident i3. */
  readonly id: string
  readonly incident: string
  readonly number: number
  readonly status: HotfixStatus
  readonly problem: string
  readonly hypothesis: string
  /** What is changed; absent until it is implemented. */
  readonly fix?: string
  /** Systems whose files it may touch. */
  readonly components: readonly string[]
  readonly tasks: readonly HotfixTask[]
  /** Paths it changed, with the lines added and removed. */
  readonly diffStat?: { readonly files: readonly string[]; readonly added: number; readonly removed: number }
  /** The test that fails without the fix. */
  readonly regressionTest?: string
  readonly suite?: {
    readonly passed: boolean
    readonly ran: number
    readonly failed: number
    readonly skipped: readonly string[]
  }
  readonly flag?: string
  readonly rollout?: string
  readonly author: string
  readonly approver?: string
  readonly openedAt: string
  readonly endedAt?: string
  /** What has to be there before the next step. */
  readonly missing: readonly string[]
}
