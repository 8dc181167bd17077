// When the next update of an incident has to be out. Customers, leadership and responders are promised a time, and hear
// something by then: what a person wrote, or honestly that there is nothing new.

import { isMajor } from '../incident/incident.ts'
import type { NewsFacts } from './news.ts'

export const updateEveryMs = 15 * 60_000

/** Unix milliseconds; null for an incident that promises nothing: a minor one, or one that is closed. */
export const nextUpdateAt = ({ severity, phase }: Pick<NewsFacts, 'severity' | 'phase'>, nowMs: number) =>
  isMajor(severity) && phase !== 'closed' ? nowMs + updateEveryMs : null

/** A due time that a clock set back has left far ahead is no reason to wait. */
export const isUpdateDue = (dueAt: number, nowMs: number): boolean => dueAt <= nowMs || dueAt > nowMs + updateEveryMs
