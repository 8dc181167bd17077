// Rollback or hotfix? What speaks for which, from what is recorded. It decides nothing: a person does.

export interface AdviceFacts {
  /** Deployments of the affected systems in the hour before it began, the newest first. */
  readonly deployments: readonly {
    readonly system: string
    readonly version: string
    readonly previous: string | null
    readonly hasRollbackHook: boolean
    readonly isRolledBack: boolean
  }[]
  /** Flags and rollouts that were raised in that hour. */
  readonly raisedFlags: readonly string[]
  /** Whether what was to be contained still fails, or failed again. */
  readonly relapses: number
  /** A hotfix that is open, with how many files it changes; null files where that is not known yet. */
  readonly hotfix: { readonly id: string; readonly files: number | null } | null
}

export interface Advice {
  readonly choice: 'rollback' | 'hotfix' | 'either'
  readonly because: readonly string[]
}

/** A change of so few files is small. */
const smallFiles = 3

interface Reason {
  readonly for: 'rollback' | 'hotfix'
  readonly text: string
}

export function adviseFix(facts: AdviceFacts): Advice {
  const reasons = [...aboutDeployments(facts), ...aboutFlags(facts), ...aboutHotfix(facts)]
  const rollback = reasons.filter((reason) => reason.for === 'rollback').length
  const hotfix = reasons.length - rollback
  const choice = rollback === hotfix ? 'either' : rollback > hotfix ? 'rollback' : 'hotfix'
  const because = reasons.map((reason) => `${reason.for}: ${reason.text}`)
  if (because.length === 0) because.push('nothing is recorded that speaks for one of them: look into the ledger')
  return { choice, because: [...because, always] }
}

const always = 'a data migration that cannot be undone speaks for a hotfix, whatever else is said here'

function aboutDeployments({ deployments }: AdviceFacts): Reason[] {
  const reasons: Reason[] = []
  const open = deployments.filter(({ isRolledBack }) => !isRolledBack)
  for (const { system, version, previous, hasRollbackHook } of open) {
    if (previous === null) {
      reasons.push({ for: 'hotfix', text: `nothing is known that ran on ${system} before ${version}` })
    } else {
      const faster = hasRollbackHook ? ', and one call takes it back' : ''
      reasons.push({ for: 'rollback', text: `${system} ran ${previous} before ${version}${faster}` })
    }
  }
  if (open.length > 1) {
    reasons.push({ for: 'rollback', text: `${open.length} deployments came together: one fix may not be enough` })
  }
  for (const { system, version } of deployments.filter(({ isRolledBack }) => isRolledBack)) {
    reasons.push({ for: 'hotfix', text: `${system} was taken back from ${version} already` })
  }
  return reasons
}

function aboutFlags({ raisedFlags, relapses }: AdviceFacts): Reason[] {
  const reasons: Reason[] = []
  if (raisedFlags.length > 0) {
    reasons.push({ for: 'rollback', text: `${raisedFlags.join(', ')} ${verb(raisedFlags)} raised just before` })
  }
  if (relapses > 0)
    reasons.push({ for: 'hotfix', text: 'it came back after it was contained: the previous state is bad too' })
  return reasons
}

const verb = (names: readonly string[]): string => (names.length === 1 ? 'was' : 'were')

function aboutHotfix({ hotfix }: AdviceFacts): Reason[] {
  if (hotfix?.files == null) return []
  const { id, files } = hotfix
  if (files > smallFiles) return [{ for: 'rollback', text: `${id} changes ${files} files: it is not small` }]
  return [{ for: 'hotfix', text: `${id} is small: ${files} ${files === 1 ? 'file' : 'files'}` }]
}
