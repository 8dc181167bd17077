// Hotfixes as the admin API tells them: numbered increments of an incident.

import type { HotfixStatus } from '../domain/hotfix/hotfix.ts'

export interface HotfixTask {
  readonly text: string
  readonly done: boolean
}

export interface DiffStat {
  /** Paths in the repository that it changed. */
  readonly files: readonly string[]
  /** Lines. */
  readonly added: number
  readonly removed: number
}

/** How its suite ended. */
export interface SuiteResult {
  readonly passed: boolean
  /** Test files. */
  readonly ran: number
  readonly failed: number
  /** What was left for the full run. */
  readonly skipped: readonly string[]
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
  readonly diffStat?: DiffStat
  /** The test that fails without the fix. */
  readonly regressionTest?: string
  readonly suite?: SuiteResult
  readonly flag?: string
  /** The rollout that brings it, or brought it last. */
  readonly rollout?: string
  /** The last rollout that ended without completing. */
  readonly failure?: { readonly at: string; readonly rollout: string; readonly why: string }
  readonly author: string
  readonly approver?: string
  readonly openedAt: string
  readonly endedAt?: string
  /** Why it was abandoned. */
  readonly why?: string
  /** What has to be there before the next step. */
  readonly missing: readonly string[]
}
