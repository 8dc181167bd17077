// From what an incident still lacks, as the server says it, to the command that provides it, and what to type next.

import type { Incident } from '../api/incidents.ts'
import { printable } from '../output/printable.ts'

interface Provision {
  /** The last part of the address that the sentence names. */
  readonly step?: string
  /** Words of the sentence, where it names no such address. */
  readonly words: RegExp
  readonly command: (id: string) => string
}

/** The first that fits: a post-mortem has an owner, and a fix may be spoken of in what has to hold. */
const provisions: readonly Provision[] = [
  { words: /^it is closed/, command: () => 'incident open TITLE --sev N --system ID' },
  {
    step: 'postmortem',
    words: /post-?mortem/i,
    command: (id) => `incident postmortem ${id} --owner NAME --due DATE`,
  },
  { step: 'command', words: /commander|takes command/i, command: (id) => `incident command ${id} --as NAME` },
  { step: 'contain', words: /contain/i, command: (id) => `incident contain ${id} --reason TEXT` },
  { words: /criteri|minutes|verif|\bholds?\b/i, command: (id) => `incident watch ${id}` },
  {
    step: 'fix',
    words: /hotfix|revert|\bfix/i,
    command: (id) => `incident fix ${id} (--revert | --hotfix ${id}-1) --reason TEXT`,
  },
  { step: 'advance', words: /next step|next phase/i, command: (id) => `incident advance ${id}` },
  { step: 'relapse', words: /relapse/i, command: (id) => `incident relapse ${id} --reason TEXT` },
  { step: 'severity', words: /lower severity/i, command: (id) => `incident severity ${id} N --reason TEXT` },
  { step: 'update', words: /update/i, command: (id) => `incident update ${id} TEXT` },
  { step: 'note', words: /\bnote\b/i, command: (id) => `incident note ${id} TEXT` },
]

/** Undefined for what this program has no command for: the sentence itself has to do. */
export function commandFor(missing: string, id: string): string | undefined {
  const step = /\/incidents\/[^/\s]+\/([a-z]+)/.exec(missing)?.[1]
  const found =
    provisions.find((provision) => step !== undefined && provision.step === step) ??
    provisions.find(({ words }) => words.test(missing))
  return found && `fuseboard ${found.command(printable(id))}`
}

/** A missing thing as two lines: what it is, without the request that a program would send, and the command instead. */
export function tellMissing(missing: string, id: string): { readonly what: string; readonly command?: string } {
  const command = commandFor(missing, id)
  if (command === undefined) return { what: missing }
  const what = missing.split(/[,;:]? (?:or )?(?:POST|GET|PUT) \/api\//, 1)[0]!.trim()
  return { what: what === '' ? missing : what, command }
}

/** What to type now. */
export function nextCommand(incident: Incident): string {
  const { phase, missing, severity, commander } = incident
  const id = printable(incident.id)
  if (phase === 'closed') return `fuseboard incident postmortem ${id}`
  if (commander === undefined && severity <= 2) return `fuseboard incident command ${id} --as NAME`
  const [first] = missing
  if (first !== undefined) return commandFor(first, id) ?? `fuseboard incident status ${id}`
  return onwardCommand(phase, id)
}

/** What goes on where nothing is missing. */
export const onwardCommand = (phase: string, id: string): string =>
  `fuseboard incident ${phase === 'verify' ? 'close' : 'advance'} ${printable(id)}`
