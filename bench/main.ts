// Entry of `npm run bench [-- NAME] [--runs N] [--json]`: runs one benchmark or all of them and prints what it found.
// Nothing is asserted: goals are shown as met or not met. Progress goes to stderr, results to stdout.

import { parseArgs } from 'node:util'
import { cascade } from './cases/cascade.ts'
import { control } from './cases/control.ts'
import { evaluate } from './cases/evaluate.ts'
import { guard } from './cases/guard.ts'
import { hash } from './cases/hash.ts'
import { http } from './cases/http.ts'
import { ingest } from './cases/ingest.ts'
import { kill } from './cases/kill.ts'
import { lease } from './cases/lease.ts'
import { load } from './cases/load.ts'
import { outbox } from './cases/outbox.ts'
import { revert } from './cases/revert.ts'
import { world } from './cases/world.ts'
import { ensurePeers } from './peers.ts'
import { asJson, asTable, type Benchmark } from './report.ts'

const benchmarks: readonly Benchmark[] = [
  cascade,
  control,
  evaluate,
  guard,
  hash,
  http,
  ingest,
  kill,
  lease,
  load,
  outbox,
  revert,
  world,
]

const { json, runs: runsText, names } = parseArguments()
const [name, ...rest] = names
const runs = Number(runsText ?? 1)
const chosen = benchmarks.filter((benchmark) => name === undefined || benchmark.name === name)

if (chosen.length === 0 || rest.length > 0) {
  const known = benchmarks.map((benchmark) => benchmark.name).join(', ')
  console.error(`Unknown benchmark: ${names.join(' ')}. There are: ${known}. Without a name all of them run.`)
  process.exitCode = 1
} else if (!Number.isInteger(runs) || runs < 1) {
  console.error(`--runs: found "${runsText}"; allowed: a whole number from 1.`)
  process.exitCode = 1
} else {
  if (chosen.some(({ needsPeers }) => needsPeers === true)) await ensurePeers(report)
  for (const [index, benchmark] of chosen.entries()) {
    const rows = await benchmark.run(
      (text) => report(`${benchmark.name}: ${text}`),
      runsText === undefined ? {} : { runs },
    )
    if (json) console.log(asJson(benchmark, rows))
    else console.log(`${index > 0 ? '\n' : ''}${asTable(benchmark, rows)}`)
  }
}

function report(text: string): void {
  console.error(text)
}

interface Arguments {
  readonly json: boolean
  readonly runs: string | undefined
  readonly names: readonly string[]
}

function parseArguments(): Arguments {
  const options = { json: { type: 'boolean' }, runs: { type: 'string' } } as const
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    return { json: values.json ?? false, runs: values.runs, names: positionals }
  } catch (error) {
    report((error as Error).message)
    process.exit(1)
  }
}
