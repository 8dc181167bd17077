// What an incident lacks, in sentences: each names the thing and the request that brings it.

import { mustPassMs, type Need } from '../../domain/incident/needs.ts'

const minuteMs = 60_000

/** One sentence per need. */
export const tellNeeds = (id: string, needs: readonly Need[]): readonly string[] =>
  needs.map((need) => tellNeed(`/api/v1/incidents/${id}`, need))

function tellNeed(at: string, need: Need): string {
  switch (need.need) {
    case 'open':
      return 'it is closed, and only notes and its post-mortem are added to it: POST /api/v1/incidents opens another'
    case 'step':
      return `one phase after the other: ${need.next} comes next, POST ${at}/advance takes that step`
    case 'relapse':
      return `nothing goes back but a relapse, from verify to contain: POST ${at}/relapse {"reason"}`
    case 'phase':
      return `it has to be in ${need.phases.join(' or ')}: POST ${at}/advance takes the next step`
    case 'containment':
      return (
        `a containment: POST ${at}/contain {"how": "killed", "reverted" or "other", "reason"}, or {"how": "none", "reason"} ` +
        'where none is possible'
      )
    case 'uncontained':
      return `nothing: it is contained already; POST ${at}/note says what more cannot be done, POST ${at}/relapse that it came back`
    case 'commander':
      return `a commander, as every SEV1 and SEV2 needs: POST ${at}/command {"commander"}`
    case 'fix':
      return `a fix, which is a revert or a hotfix that is out: POST ${at}/fix {"how": "revert" or "hotfix", "reason"}`
    case 'deployed':
      return `the hotfix that is its fix has to be out: POST /api/v1/hotfixes/{id}/roll, or POST ${at}/fix {"how": "revert", "reason"}`
    case 'criteria':
      return tellCriteria(at, need.passedMs)
    case 'post-mortem':
      return `owner and date of the post-mortem, which every SEV1 and SEV2 owes: POST ${at}/postmortem {"owner", "due"}`
    case 'reason':
      return `a reason, as every lower severity needs: POST ${at}/severity {"severity": ${need.to}, "reason"}`
    case 'untouched':
      return `somebody has worked on it: POST ${at}/advance takes its next step`
  }
}

function tellCriteria(at: string, passedMs: number | null): string {
  const needed = mustPassMs / minuteMs
  const so = passedMs === null ? 'not all of them do now' : `so far for ${Math.max(0, Math.floor(passedMs / minuteMs))}`
  return `criteria that pass for ${needed} minutes without a break (${so}): GET ${at} shows each under "verification"`
}
