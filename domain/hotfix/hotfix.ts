// The state machine of a hotfix, and everything that each of its steps asks for. Nobody can pass a step that names something
// missing: there is no member that waives one.
//
//   Open → Implemented → SuitePassed → Rolling → Verified → Done
//     any before Rolling → Abandoned;  a rollout that ends without completing → Implemented
//
//   H1 SEV1/2 only, one regression test, one approver who is not the author
//   H2 it ships through a rollout with the hotfix policy alone
//   H3 one rolling per incident; a failure blocks the next until the incident was contained again
//   H4 files outside the declared components reject SuitePassed

import type { Severity } from '../incident/incident.ts'
import { isMajor } from '../incident/incident.ts'

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

/** What a rollout or a person does to it. `fail` and `verify` come from its rollout, `finish` from its incident. */
export type HotfixStep = 'implement' | 'suite' | 'approve' | 'roll' | 'verify' | 'fail' | 'finish' | 'abandon' | 'task'

/** What the rules look at. */
export interface HotfixState {
  readonly status: HotfixStatus
  readonly author: string
  readonly approver: string | null
  readonly rollout: string | null
  readonly regressionTest: string | null
}

/** What the rules look at beside the hotfix itself. */
export interface HotfixCircumstances {
  readonly severity: Severity
  readonly incidentClosed: boolean
  /** Another hotfix of the incident that rolls; null where none does. */
  readonly rolling: string | null
  /** The last hotfix of the incident whose rollout failed, if the incident was not contained since. */
  readonly uncontained: { readonly hotfix: string; readonly why: string } | null
}

/** The status that a step leads to; a step that keeps it is not here. */
export const leadsTo: Readonly<Record<HotfixStep, HotfixStatus | null>> = {
  implement: 'implemented',
  suite: 'suite-passed',
  approve: null,
  roll: 'rolling',
  verify: 'verified',
  fail: 'implemented',
  finish: 'done',
  abandon: 'abandoned',
  task: null,
}

const takenFrom: Readonly<Record<HotfixStep, readonly HotfixStatus[]>> = {
  // Also anew: what changes has to pass the suite and be approved again.
  implement: ['open', 'implemented', 'suite-passed'],
  suite: ['implemented', 'suite-passed'],
  approve: ['suite-passed'],
  roll: ['suite-passed'],
  verify: ['rolling'],
  fail: ['rolling'],
  finish: ['verified'],
  abandon: ['open', 'implemented', 'suite-passed'],
  task: ['open', 'implemented', 'suite-passed', 'rolling', 'verified'],
}

/**
 * What is missing before the step, each with its remedy; empty where it may be taken. `by` is who takes it.
 *
 * @example missingFor('approve', { status: 'suite-passed', author: 'ann', … }, around, 'ann') // ['an approver who is not …']
 */
export function missingFor(
  step: HotfixStep,
  hotfix: HotfixState,
  around: HotfixCircumstances,
  by: string | null = null,
): readonly string[] {
  const missing: string[] = []
  if (!takenFrom[step].includes(hotfix.status)) missing.push(beforeIt(step, hotfix))
  if (around.incidentClosed && step !== 'finish' && step !== 'verify' && step !== 'fail' && step !== 'abandon') {
    missing.push('an incident that is open: this one is closed')
  }
  if (step === 'approve') missing.push(...missingApprover(hotfix, by))
  if (step === 'suite' && hotfix.status !== 'open' && hotfix.regressionTest === null)
    missing.push('one regression test: implement names it')
  if (step === 'roll') missing.push(...missingToRoll(hotfix, around))
  return missing
}

/** Opening one is a matter of the incident alone. */
export function missingToOpen({ severity, incidentClosed }: HotfixCircumstances): readonly string[] {
  return [
    ...(isMajor(severity) ? [] : [missingSeverity(severity)]),
    ...(incidentClosed ? ['an incident that is open: this one is closed'] : []),
  ]
}

const missingSeverity = (severity: Severity): string =>
  `a severity of 1 or 2: the incident is SEV${severity}, which is mended with the next ordinary release; raise its severity if that cannot wait`

function missingApprover({ status, author, approver }: HotfixState, by: string | null): string[] {
  if (approver !== null && status === 'suite-passed')
    return [`nothing: ${approver} approved it, and one approver is all it has`]
  return by === author ? [`an approver who is not its author: another token than ${author}`] : []
}

function missingToRoll({ approver, author }: HotfixState, around: HotfixCircumstances): string[] {
  const { severity, rolling, uncontained } = around
  return [
    ...(isMajor(severity) ? [] : [missingSeverity(severity)]),
    ...(approver === null ? [`an approver: another token than ${author} has to approve it`] : []),
    ...(rolling === null ? [] : [`the end of ${rolling}, which is rolling: one at a time in an incident`]),
    ...(uncontained === null
      ? []
      : [
          `containment: the rollout of ${uncontained.hotfix} failed (${uncontained.why}), and nobody has contained the incident since; record it with contain`,
        ]),
  ]
}

/** Why the step cannot be taken from where it is. */
function beforeIt(step: HotfixStep, { status, rollout }: HotfixState): string {
  if (status === 'done' || status === 'abandoned')
    return `a hotfix that is not over: this one is ${status}, open another`
  if (status === 'rolling') return `the end of its rollout ${rollout}: it completes, or somebody kills it`
  if (status === 'verified') return 'nothing more to do: it is rolled out, and done once its incident is closed'
  if (status === 'open') return 'an implementation: the fix, its diff, one regression test and a flag'
  if (status === 'implemented') return 'a suite that passed'
  return `a rollout: it is ${status}, and ${step} comes later`
}

const onward: Partial<Record<HotfixStatus, HotfixStep>> = {
  open: 'suite',
  implemented: 'roll',
  'suite-passed': 'roll',
  rolling: 'abandon',
}

/** What has to be there before the next status; empty where only somebody has to take the step, and where it is over. */
export function missingNext(hotfix: HotfixState, around: HotfixCircumstances): readonly string[] {
  const { status } = hotfix
  if (status === 'verified') return ['the end of its incident: it is done once that is closed']
  const step = onward[status]
  return step === undefined ? [] : missingFor(step, hotfix, around)
}
