// What one bucket costs: the hash of a salt and a key of 36 bytes, for one salt up to a thousand.

import { measureFresh, type Timings } from '../measure.ts'
import { type Benchmark, type Goal, type Row, significant } from '../report.ts'
import { SUBJECTS } from './hash-subjects.ts'

const SALT_COUNTS = [1, 10, 100, 1_000]
/** Each starts at another salt, so that all four alignments have their share in the case of one salt. */
const PROCESSES = 4

export const hash: Benchmark = {
  name: 'hash',
  title: 'processor time per bucket, 36-byte keys, by the number of salts hashed with each key',
  ratioMeaning: `times as fast as ${SUBJECTS.imurmurhash}`,
  needsPeers: true,
  async run(progress) {
    const rows: Row[] = []
    for (const count of SALT_COUNTS) {
      progress(`${saltsText(count)}, ${PROCESSES} processes`)
      const runs = Array.from({ length: PROCESSES }, (_, run) => [String(count), String(run)])
      rows.push(...rowsOf(count, await measureFresh(new URL('hash-sample.ts', import.meta.url), runs)))
    }
    return rows
  },
}

function rowsOf(count: number, ns: Timings): Row[] {
  const of = (subject: string) => ns[subject]! / count
  return Object.values(SUBJECTS).map((subject) => ({
    case: saltsText(count),
    subject,
    value: of(subject),
    unit: 'ns',
    ratio: of(SUBJECTS.imurmurhash) / of(subject),
    goals: goalsOf(count, subject, of),
  }))
}

function goalsOf(count: number, subject: string, of: (subject: string) => number): Goal[] {
  const bestPlain = Math.min(of(SUBJECTS.plain), of(SUBJECTS.plainBulk))
  if (subject === SUBJECTS.wasm) {
    const times = of(subject) / of(SUBJECTS.plain)
    return [{ wanted: '≤ 1.2× the time of plain JS', met: times <= 1.2, found: `${significant(times)}×` }]
  }
  if (subject === SUBJECTS.wasmBulk && count === 1_000) {
    const overStrings = of(SUBJECTS.imurmurhash) / of(subject)
    const overPlain = bestPlain / of(subject)
    return [
      { wanted: '≥ 30× imurmurhash', met: overStrings >= 30, found: `${significant(overStrings)}×` },
      { wanted: '≥ 2× the best plain JS', met: overPlain >= 2, found: `${significant(overPlain)}×` },
    ]
  }
  return []
}

function saltsText(count: number): string {
  return count === 1 ? '1 salt' : `${count.toLocaleString('en')} salts`
}
