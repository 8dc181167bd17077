// What a responder has to do next, in one sentence with the command that does it. The first thing that is missing counts:
// a commander comes before everything.

import { isMajor } from '../../incident/incident.ts'
import type { NewsFacts } from '../news.ts'

export function nextStep({ id, phase, severity, commander }: NewsFacts): string {
  if (phase === 'closed') return `nothing; what happened is told by: fuseboard incident postmortem ${id}`
  if (commander === null && isMajor(severity)) return `take command: fuseboard incident command ${id} --as NAME`
  switch (phase) {
    case 'detect':
      return `stop the damage: fuseboard incident contain ${id} --reason TEXT`
    case 'contain':
      return `once the damage is stopped: fuseboard incident advance ${id}`
    case 'investigate':
      return `find the cause, note what you see: fuseboard incident note ${id} TEXT; then fuseboard incident advance ${id}`
    case 'fix':
      return `revert what changed, or ship a hotfix, and record it: fuseboard incident fix ${id} --revert --reason TEXT`
    case 'verify':
      return `wait until every criterion has held long enough, then: fuseboard incident close ${id}`
  }
}
