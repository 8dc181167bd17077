import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CreateHasher, Hasher, Salt } from '../../domain/bucket/hasher.ts'
import { createHasher } from '../../wasm/load-workerd.ts'
import { createReferenceHasher } from '../../wasm/reference.ts'
import known from './known-answers.json'

interface Answer {
  readonly salt: string
  readonly key: string
  readonly hash: number
}

const answers: Answer[] = known.answers.map(({ salt, key, hash, length }) => {
  return { salt: withHalves(salt), key: stretch(withHalves(key), length), hash }
})
const implementations: [string, CreateHasher][] = [
  ['the wasm hasher', createHasher],
  ['the reference', createReferenceHasher],
]
/** Any string of UTF-16 units, halves of pairs included, most of them longer than one word. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
)
const longText = fc.tuple(text, fc.integer({ min: 0, max: 9_000 })).map(([part, length]) => stretch(`${part}k`, length))

describe.each(implementations)('%s', (_name, create) => {
  it('gives the known answers one by one', () => {
    const { hasher, salts } = prepare(create, answers)
    const wrong = answers.filter(({ salt, key, hash }) => hasher.hash(salts.get(salt)!, key) !== hash)
    expect(wrong.map(shown)).toEqual([])
  })

  it('gives the known answers in bulk', () => {
    const { hasher, salts } = prepare(create, answers)
    const wrong = answers.filter(({ salt, key, hash }) => {
      hasher.hashAll(key)
      return hasher.hashed(salts.get(salt)!) !== hash
    })
    expect(wrong.map(shown)).toEqual([])
  })

  it('gives the same salt for the same text', () => {
    const hasher = create()
    const first = hasher.salt('new-checkout')
    expect(hasher.salt('new-checkouts')).not.toBe(first)
    expect(hasher.salt('new-checkout')).toBe(first)
  })

  it('takes no salt after it is sealed', () => {
    const hasher = create()
    hasher.seal()
    expect(() => hasher.salt('late')).toThrow('sealed')
    expect(() => hasher.seal()).toThrow('sealed')
  })

  it('hashes all of no salts', () => {
    const hasher = create()
    hasher.seal()
    expect(() => hasher.hashAll('user-42')).not.toThrow()
  })

  it('keeps bulk results while single hashes go on', () => {
    const { hasher, salts } = prepare(create, [{ salt: 'a' }, { salt: 'b' }])
    const salt = salts.get('a')!
    const expected = hasher.hash(salt, 'user-42')
    hasher.hashAll('user-42')
    hasher.hash(salt, 'someone else')
    hasher.hash(salt, 'x'.repeat(10_000))
    expect(hasher.hashed(salt)).toBe(expected)
  })
})

describe('the wasm hasher against the reference', () => {
  it('agrees on any salts and key, in bulk and single', () => {
    const property = fc.property(fc.array(text, { maxLength: 40 }), text, agrees)
    fc.assert(property, { numRuns: 500 })
  })

  it('agrees where salts and keys are longer than its buffer', () => {
    const property = fc.property(fc.array(longText, { maxLength: 5 }), longText, agrees)
    fc.assert(property, { numRuns: 60 })
  })

  it('is not disturbed by what was hashed before', () => {
    const property = fc.property(fc.array(fc.oneof(text, longText), { minLength: 2, maxLength: 8 }), (keys) => {
      const { hasher, salts } = prepare(createHasher, [{ salt: '' }, { salt: 'flag' }, { salt: 'flags' }])
      for (const key of [...keys, ...keys.toReversed()]) {
        const fresh = prepare(createReferenceHasher, [{ salt: 'flags' }])
        expect(hasher.hash(salts.get('flags')!, key)).toBe(fresh.hasher.hash(fresh.salts.get('flags')!, key))
      }
    })
    fc.assert(property, { numRuns: 60 })
  })

  it('agrees for each of 10,000 salts', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ salt: `flag-${i}` }))
    const wasm = prepare(createHasher, rows)
    const reference = prepare(createReferenceHasher, rows)
    wasm.hasher.hashAll('user-42')
    reference.hasher.hashAll('user-42')
    const wrong = rows.filter(
      ({ salt }) => wasm.hasher.hashed(wasm.salts.get(salt)!) !== reference.hasher.hashed(reference.salts.get(salt)!),
    )
    expect(wrong).toEqual([])
  })
})

describe('the memory of the wasm hasher', () => {
  it('does not grow over a million keys', () => {
    const memories = watchMemories()
    const { hasher, salts } = prepare(createHasher, [{ salt: 'new-checkout' }])
    const salt = salts.get('new-checkout')!
    const before = memories.bytes()
    let fold = 0
    for (let i = 0; i < 1_000_000; i++) fold ^= hasher.hash(salt, `user-${i}`)
    hasher.hashAll('long'.repeat(100_000))
    memories.stop()
    expect(fold).not.toBe(0)
    expect(before).toHaveLength(1)
    expect(memories.bytes()).toEqual(before)
  })
})

function prepare(
  create: CreateHasher,
  rows: readonly { salt: string }[],
): { hasher: Hasher; salts: Map<string, Salt> } {
  const hasher = create()
  const salts = new Map(rows.map(({ salt }) => [salt, hasher.salt(salt)]))
  hasher.seal()
  return { hasher, salts }
}

function agrees(texts: string[], key: string): void {
  const rows = texts.map((salt) => ({ salt }))
  const wasm = prepare(createHasher, rows)
  const reference = prepare(createReferenceHasher, rows)
  wasm.hasher.hashAll(key)
  const expected = texts.map((salt) => reference.hasher.hash(reference.salts.get(salt)!, key))
  expect(texts.map((salt) => wasm.hasher.hashed(wasm.salts.get(salt)!))).toEqual(expected)
  expect(texts.map((salt) => wasm.hasher.hash(wasm.salts.get(salt)!, key))).toEqual(expected)
}

function stretch(part: string, length: number | undefined): string {
  return length === undefined ? part : part.repeat(Math.ceil(length / part.length)).slice(0, length)
}

/** Short and in ASCII: a report with half a surrogate pair does not get out of the runtime. */
function shown({ salt, key }: Answer): string {
  return `${JSON.stringify(salt)} + ${JSON.stringify(key.slice(0, 40))} (${key.length})`
}

/** In the file, half a surrogate pair stands escaped twice, since JSON readers refuse it. */
function withHalves(text: string): string {
  return text.replace(/\\u(....)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** The sizes of all wasm memories instantiated from now on: the hasher shows its memory to nobody. */
function watchMemories() {
  const Instance = WebAssembly.Instance
  const memories: WebAssembly.Memory[] = []
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args)
      memories.push(instance.exports.memory)
      return instance
    },
  })
  return {
    bytes: () => memories.map((memory) => memory.buffer.byteLength),
    stop() {
      WebAssembly.Instance = Instance
    },
  }
}
