// Entry of `npm run bench [-- NAME] [--json]`: runs one benchmark or all of them and prints what it found.
// Nothing is asserted: goals are shown as met or not met. Progress goes to stderr, results to stdout.

import { evaluate } from './cases/evaluate.ts'
import { guard } from './cases/guard.ts'
import { hash } from './cases/hash.ts'
import { http } from './cases/http.ts'
import { kill } from './cases/kill.ts'
import { lease } from './cases/lease.ts'
import { load } from './cases/load.ts'
import { world } from './cases/world.ts'
import { ensurePeers } from './peers.ts'
import { asJson, asTable, type Benchmark } from './report.ts'

const benchmarks: readonly Benchmark[] = [evaluate, guard, hash, http, kill, lease, load, world]

const args = process.argv.slice(2)
const json = args.includes('--json')
const [name, ...rest] = args.filter((arg) => arg !== '--json')
const chosen = benchmarks.filter((benchmark) => name === undefined || benchmark.name === name)

if (chosen.length === 0 || rest.length > 0) {
  const names = benchmarks.map((benchmark) => benchmark.name).join(', ')
  console.error(`Unknown benchmark: ${[name, ...rest].join(' ')}. There are: ${names}. Without a name all of them run.`)
  process.exitCode = 1
} else {
  await ensurePeers(report)
  for (const [index, benchmark] of chosen.entries()) {
    const rows = await benchmark.run((text) => report(`${benchmark.name}: ${text}`))
    if (json) console.log(asJson(benchmark, rows))
    else console.log(`${index > 0 ? '\n' : ''}${asTable(benchmark, rows)}`)
  }
}

function report(text: string): void {
  console.error(text)
}
