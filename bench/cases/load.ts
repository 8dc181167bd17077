// What a document of 10,000 flags costs to load and to hold, each subject in fresh processes.

import { measureFresh, type Timings } from '../measure.ts'
import { type Benchmark, type Goal, type Row, significant } from '../report.ts'

const flags = 10_000
const processes = 5
const subjects = ['JSON.parse', 'Fuseboard', 'flagd-core'] as const
type Subject = (typeof subjects)[number]

export const load: Benchmark = {
  name: 'load',
  title: `a document of ${flags.toLocaleString('en')} mixed flags, ${processes} fresh processes a subject`,
  ratioMeaning: 'for loading the time over that of JSON.parse; for the rest flagd-core’s figure over ours',
  needsPeers: true,
  async run(progress) {
    const found = new Map<Subject, Timings>()
    for (const subject of subjects) {
      progress(`${subject}, ${processes} processes`)
      const runs = Array.from({ length: processes }, () => [subject, String(flags)])
      found.set(subject, await measureFresh(new URL('load-sample.ts', import.meta.url), runs))
    }
    progress('start with no flags to load')
    const small = await measureFresh(new URL('load-sample.ts', import.meta.url), [['Fuseboard', '4']])
    return rowsOf((subject, figure) => found.get(subject)![figure]!, small.startToAnswerMs!)
  },
}

function rowsOf(of: (subject: Subject, figure: string) => number, smallStartMs: number): Row[] {
  const loading = (name: string, figure: string): Row[] =>
    subjects.map((subject) => {
      const ratio = of(subject, figure) / of('JSON.parse', figure)
      const goals: Goal[] = []
      if (subject === 'Fuseboard' && figure === 'warmLoadMs') {
        goals.push({ wanted: '≤ 2.5× JSON.parse', met: ratio <= 2.5, found: `${significant(ratio)}×` })
      }
      return { case: name, subject, value: of(subject, figure), unit: 'ms', ratio, goals }
    })
  const ours = (name: string, figure: string, unit: string): Row[] =>
    (['Fuseboard', 'flagd-core'] as const).map((subject) => {
      const ratio = of('flagd-core', figure) / of(subject, figure)
      const goals: Goal[] = []
      if (subject === 'Fuseboard' && figure === 'heapPerFlag') {
        goals.push({ wanted: 'no more than flagd-core', met: ratio >= 1, found: `${significant(1 / ratio)} of it` })
      }
      return { case: name, subject, value: of(subject, figure), unit, ratio, goals }
    })
  const grown = of('Fuseboard', 'grownBytes') / 1024
  return [
    ...loading('parse and compile, code warm', 'warmLoadMs'),
    ...loading('parse and compile, first time', 'firstLoadMs'),
    ...ours('heap a flag', 'heapPerFlag', 'bytes'),
    ...ours('start of process to first answer', 'startToAnswerMs', 'ms'),
    { case: 'the same with 4 flags', subject: 'Fuseboard', value: smallStartMs, unit: 'ms', ratio: 1 },
    {
      case: 'heap grown by a second million evaluations',
      subject: 'Fuseboard',
      value: grown,
      unit: 'KiB',
      ratio: 1,
      goals: [{ wanted: 'nothing', met: grown < 64, found: `${grown.toFixed(0)} KiB` }],
    },
  ]
}
