// The words of incidents: how bad, how far along, and who is told. The rules of moving from one phase to the next stand
// beside it; everything here is data.

/** 1 is the worst. */
export const severities = [1, 2, 3, 4] as const
export type Severity = (typeof severities)[number]

/** In their order. A relapse goes back from verify to contain; nothing else goes back. */
export const phases = ['detect', 'contain', 'investigate', 'fix', 'verify', 'closed'] as const
export type Phase = (typeof phases)[number]

/** Whom an update is written for: each is told less than the one before. */
export const audiences = ['responders', 'leadership', 'customers'] as const
export type Audience = (typeof audiences)[number]

/** What opened it. */
export const incidentSources = ['person', 'cascade', 'alertmanager', 'break-glass'] as const
export type IncidentSource = (typeof incidentSources)[number]

/** Whether somebody has to command it, customers are told by the clock, and a post-mortem is owed. */
export const isMajor = (severity: Severity): boolean => severity <= 2
