// One process of the load benchmark: `node load-sample.ts SUBJECT COUNT` prints what loading and holding a
// document costs one subject, in a process that did nothing else before.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FlagdCore } from '@openfeature/flagd-core'
import { compileSnapshot } from '../../domain/flag/compile-snapshot.ts'
import type { Json } from '../../domain/json.ts'
import { createHasher } from '../../wasm/load-node.ts'
import { mixedDocument, mixedKey, users } from '../documents.ts'

const [subject, count] = [process.argv[2], Number(process.argv[3])]
const text = JSON.stringify(mixedDocument(count))
setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

const silent = { error() {}, warn() {}, info() {}, debug() {} }

const loaders: Record<string, () => { answer: (i: number) => unknown }> = {
  'JSON.parse': () => {
    const document = JSON.parse(text)
    return { answer: () => document }
  },
  Fuseboard: () => {
    const snapshot = compileSnapshot(JSON.parse(text) as Json, 'bench', createHasher)!
    return {
      answer: (i) => {
        const frame = { context: users[i % users.length]!, nowSeconds: 1, edge: undefined, bulkHashed: false }
        return snapshot.find(mixedKey(i % count))!.evaluate(frame)
      },
    }
  },
  'flagd-core': () => {
    const core = new FlagdCore(undefined, silent, { disableDynamicCodeGeneration: true })
    core.setConfigurations(text)
    return {
      answer: (i) => core.resolveBooleanEvaluation(mixedKey(i % count), false, users[i % users.length]!, silent),
    }
  },
}

function heapBytes(): number {
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const load = loaders[subject!]!
const before = heapBytes()
const loadedAt = performance.now()
let loaded = load()
const firstLoadMs = performance.now() - loadedAt
const heapPerFlag = (heapBytes() - before) / count
loaded.answer(0)
// `performance.now()` counts from the start of the process.
const startToAnswerMs = performance.now()

// Again, as an isolate does that has loaded before: the code is warm, the document is new.
const rounds = subject === 'flagd-core' ? 2 : 12
const times: number[] = []
for (let round = 0; round < rounds; round++) {
  const from = process.threadCpuUsage()
  loaded = load()
  const { user, system } = process.threadCpuUsage(from)
  times.push((user + system) / 1000)
}
const warmLoadMs = times.toSorted((a, b) => a - b)[times.length >> 1]!

const grown = (requests: number): number => {
  for (let i = 0; i < requests; i++) loaded.answer(i)
  return heapBytes()
}
const early = subject === 'Fuseboard' ? grown(1_000_000) : 0
const late = subject === 'Fuseboard' ? grown(1_000_000) : 0
console.log(JSON.stringify({ firstLoadMs, warmLoadMs, heapPerFlag, startToAnswerMs, grownBytes: late - early }))
