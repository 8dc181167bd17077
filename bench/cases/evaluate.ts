// What one evaluation costs in process, next to the evaluators of other products: the same flags, the same users, everything
// offline. Each peer by the fastest of its public ways, with its users in the peer's own form beforehand.

import { kindNames } from '../documents.ts'
import { measureFresh, type Timings } from '../measure.ts'
import { type Benchmark, type Goal, type Row, significant } from '../report.ts'
import { flagdName, fuseboardName, subjectFiles } from './evaluate/subject.ts'

const flagCount = 100
const processes = 4
const bulk = 'bulk'
const peers = Object.keys(subjectFiles).filter((name) => name !== fuseboardName)
/** Where flagd-core is to be beaten by more: what it interprets. */
const interpreted: readonly string[] = ['rule', 'rollout', 'rule and rollout']

export const evaluate: Benchmark = {
  name: 'evaluate',
  title: `nanoseconds per evaluation of a flag, of ${flagCount} flags; bulk: all of them for one user`,
  ratioMeaning: 'times as fast as flagd-core in the same case',
  needsPeers: true,
  async run(progress) {
    const rows: Row[] = []
    for (const what of [...kindNames, bulk]) {
      progress(`${what}, ${processes} processes`)
      const runs = Array.from({ length: processes }, () => [what, String(flagCount)])
      rows.push(...rowsOf(what, await measureFresh(new URL('evaluate/sample.ts', import.meta.url), runs)))
    }
    return rows
  },
}

function rowsOf(what: string, ns: Timings): Row[] {
  const name = what === bulk ? `bulk of ${flagCount} mixed` : what
  return Object.keys(subjectFiles).map((subject) => ({
    case: name,
    subject,
    value: ns[subject]! / (what === bulk ? flagCount : 1),
    unit: 'ns',
    ratio: ns[flagdName]! / ns[subject]!,
    goals: subject === fuseboardName ? goalsOf(what, ns) : [],
  }))
}

function goalsOf(what: string, ns: Timings): Goal[] {
  const fastest = peers.reduce((best, peer) => (ns[peer]! < ns[best]! ? peer : best))
  const goal = (times: number, peer: string, wanted: string): Goal => {
    const found = ns[peer]! / ns[fuseboardName]!
    return { wanted, met: found >= times, found: `${significant(found)}× ${peer}` }
  }
  const goals = [goal(3.5, fastest, '≥ 3.5× the fastest peer')]
  if (interpreted.includes(what)) goals.push(goal(6, flagdName, '≥ 6× flagd-core'))
  return goals
}
