// What to do, phase by phase, and what of it is done as far as the records show: before anything happens, during, and after.

import { isMajor, type Phase, type Severity } from './incident.ts'

export interface ChecklistItem {
  readonly text: string
  readonly done: boolean
}

export interface IncidentFacts {
  readonly severity: Severity
  readonly phase: Phase
  readonly hasCommander: boolean
  readonly isContained: boolean
  /** Kinds of its timeline's entries. */
  readonly kinds: ReadonlySet<string>
  readonly haveCustomersHeard: boolean
  readonly hasFix: boolean
  readonly isVerified: boolean
  readonly hasPostMortem: boolean
  readonly hasEditedPostMortem: boolean
}

/** What an incident's phase asks for; what earlier phases asked for and did not get comes first. */
export function incidentChecklist(facts: IncidentFacts): readonly ChecklistItem[] {
  const reached = order.indexOf(facts.phase)
  return steps
    .filter(({ from, onlyMajor }) => order.indexOf(from) <= reached && (!onlyMajor || isMajor(facts.severity)))
    .map(({ text, isDone }) => ({ text, done: isDone(facts) }))
}

const order: readonly Phase[] = ['detect', 'contain', 'investigate', 'fix', 'verify', 'closed']

interface Step {
  readonly from: Phase
  readonly text: string
  readonly onlyMajor?: boolean
  readonly isDone: (facts: IncidentFacts) => boolean
}

const steps: readonly Step[] = [
  { from: 'detect', text: 'somebody commands it', onlyMajor: true, isDone: ({ hasCommander }) => hasCommander },
  {
    from: 'detect',
    text: 'customers were told that it is known',
    onlyMajor: true,
    isDone: ({ haveCustomersHeard }) => haveCustomersHeard,
  },
  {
    from: 'contain',
    text: 'the damage is stopped: kill, revert, or say why not',
    isDone: ({ isContained }) => isContained,
  },
  {
    from: 'investigate',
    text: 'what changed in the hour before was looked at, and logs or links are kept',
    isDone: ({ kinds }) => kinds.has('log') || kinds.has('link'),
  },
  { from: 'investigate', text: 'a hypothesis is written down', isDone: ({ kinds }) => kinds.has('hypothesis') },
  { from: 'fix', text: 'a revert or a hotfix is on its way', isDone: ({ hasFix }) => hasFix },
  { from: 'verify', text: 'every criterion held for half an hour', isDone: ({ isVerified }) => isVerified },
  {
    from: 'verify',
    text: 'the post-mortem has an owner and a date',
    onlyMajor: true,
    isDone: ({ hasPostMortem }) => hasPostMortem,
  },
  {
    from: 'closed',
    text: 'the post-mortem was read and completed by its owner',
    onlyMajor: true,
    isDone: ({ hasEditedPostMortem }) => hasEditedPostMortem,
  },
]

/** What has to be there before anything happens. */
export interface ReadinessFacts {
  readonly pagingChannels: number
  readonly testedPagingChannels: number
  readonly onCall: number
  readonly customerChannels: number
  readonly systems: number
  readonly systemsWithTelemetry: number
  readonly systemsWithRollbackHook: number
  readonly enabledFlags: number
  readonly drilledFlags: number
}

export function readinessChecklist(facts: ReadinessFacts): readonly ChecklistItem[] {
  const of = (part: number, whole: number): string => `${part} of ${whole}`
  const { systems, enabledFlags } = facts
  return [
    { text: 'two channels page, so that one may be dead', done: facts.pagingChannels >= 2 },
    {
      text: `paging channels were tested: ${of(facts.testedPagingChannels, facts.pagingChannels)}`,
      done: facts.pagingChannels > 0 && facts.testedPagingChannels === facts.pagingChannels,
    },
    { text: 'two people are on call, so that one may sleep', done: facts.onCall >= 2 },
    { text: 'a channel reaches customers, beside the status page', done: facts.customerChannels > 0 },
    { text: 'the systems are mapped', done: systems > 0 },
    {
      text: `systems that send telemetry: ${of(facts.systemsWithTelemetry, systems)}`,
      done: systems > 0 && facts.systemsWithTelemetry === systems,
    },
    {
      text: `systems with a hook that takes a deployment back: ${of(facts.systemsWithRollbackHook, systems)}`,
      done: systems > 0 && facts.systemsWithRollbackHook === systems,
    },
    {
      text: `flags whose kill was drilled: ${of(facts.drilledFlags, enabledFlags)}`,
      done: facts.drilledFlags === enabledFlags,
    },
  ]
}
