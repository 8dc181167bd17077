// One process of the hash benchmark: `node hash-sample.ts SALTS RUN` prints the nanoseconds per key by subject.
// The key is another one each time, so nothing gains from having seen the last. Every hash is read one by one and
// folded into one number: comparing it, as an evaluation does, would add the same mispredicted branch to all.

import { randomUUID } from 'node:crypto'
import MurmurHash3 from 'imurmurhash'
import { createHasher } from '../../wasm/load-node.ts'
import { measure } from '../measure.ts'
import { PlainBulk, plainHash, plainSalt } from '../plain-hash.ts'
import { SUBJECTS } from './hash-subjects.ts'

const KEYS = 1024
const SUBJECT_WORDS = ['checkout', 'search', 'pricing', 'banner', 'mobile-app', 'invoice', 'newsletter']
const KIND_WORDS = ['beta', 'redesign', 'v2', 'experiment', 'rollout']

const [count, run] = process.argv.slice(2).map(Number) as [number, number]
// Through JSON, as in a request: strings put together by the program itself would be ropes.
const keys: string[] = JSON.parse(JSON.stringify(Array.from({ length: KEYS }, () => randomUUID())))
const texts: string[] = JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => saltText(i))))

const plainSalts = texts.map(plainSalt)
const plainBulk = new PlainBulk(plainSalts)
const hasher = createHasher()
const salts = texts.map((text) => hasher.salt(text))
hasher.seal()

const timings = await measure([
  {
    name: SUBJECTS.imurmurhash,
    run(iterations) {
      let fold = 0
      for (let i = 0; i < iterations; i++) {
        const key = keys[i % KEYS]!
        for (let salt = 0; salt < count; salt++) fold ^= new MurmurHash3(texts[salt]! + key).result()
      }
      return fold
    },
  },
  {
    name: SUBJECTS.plain,
    run(iterations) {
      let fold = 0
      for (let i = 0; i < iterations; i++) {
        const key = keys[i % KEYS]!
        for (let salt = 0; salt < count; salt++) fold ^= plainHash(plainSalts[salt]!, key)
      }
      return fold
    },
  },
  {
    name: SUBJECTS.plainBulk,
    run(iterations) {
      let fold = 0
      for (let i = 0; i < iterations; i++) {
        plainBulk.hashAll(keys[i % KEYS]!)
        for (let salt = 0; salt < count; salt++) fold ^= plainBulk.results[salt]!
      }
      return fold
    },
  },
  {
    name: SUBJECTS.wasm,
    run(iterations) {
      let fold = 0
      for (let i = 0; i < iterations; i++) {
        const key = keys[i % KEYS]!
        for (let salt = 0; salt < count; salt++) fold ^= hasher.hash(salts[salt]!, key)
      }
      return fold
    },
  },
  {
    name: SUBJECTS.wasmBulk,
    run(iterations) {
      let fold = 0
      for (let i = 0; i < iterations; i++) {
        hasher.hashAll(keys[i % KEYS]!)
        for (let salt = 0; salt < count; salt++) fold ^= hasher.hashed(salts[salt]!)
      }
      return fold
    },
  },
])

console.log(JSON.stringify(timings))

/** A name as flags have them. Runs differ in the length of their first. */
function saltText(index: number): string {
  const word = SUBJECT_WORDS[(index + run) % SUBJECT_WORDS.length]!
  const kind = KIND_WORDS[index % KIND_WORDS.length]!
  return `${word.slice(0, 4 + (run % 4))}-${word}-${kind}-${index}`
}
