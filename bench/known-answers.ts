// Prints test/wasm/known-answers.json: `node bench/known-answers.ts > test/wasm/known-answers.json`.
// The answers come from two published implementations that must agree, never from our own code. Both hash one byte per
// character, so UTF-8 reaches them as a string of bytes.

import MurmurHash3 from 'imurmurhash'
import murmurHash3Js from 'murmurhash3js'

interface Case {
  readonly salt: string
  readonly key: string
  /** The key is repeated and cut to this many UTF-16 units, so that long ones stay out of the file. */
  readonly length?: number
}

const BUFFER_BYTES = 4096
const UUID = '3f2b8c1e-9d47-4a60-b5e2-7c91f0a6d834'
const PATTERN = 'user-0123456789/abcdefghijklmnopqrstuvwxyz;'

function answer({ salt, key, length }: Case): number {
  const long = length === undefined ? key : key.repeat(Math.ceil(length / key.length)).slice(0, length)
  const bytes = byteString(salt) + byteString(long)
  const hash = new MurmurHash3(bytes).result() >>> 0
  const second = murmurHash3Js.x86.hash32(bytes) >>> 0
  if (hash !== second) throw new Error(`The implementations disagree on ${JSON.stringify({ salt, key, length })}`)
  return hash
}

function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function* cases(): Generator<Case> {
  // The published check points: hashes 0, 1, the last of the lower half, the first of the upper half, the last.
  for (const key of ['ejOoVL', 'bY9fO-', 'SI7p-', '6LvT0', 'ceQdGm']) yield { salt: '', key }
  for (let saltLength = 0; saltLength <= 9; saltLength++) {
    for (let keyLength = 0; keyLength <= 9; keyLength++) {
      yield { salt: 'flag-salt'.slice(0, saltLength), key: 'customer9'.slice(0, keyLength) }
    }
  }
  for (const salt of ['', 'new-checkout', 'a', 'ab', 'abc', 'abcd']) yield { salt, key: UUID }
  const edges = ['\u0000', '\u007f', '\u0080', '\u07ff', '\uffff']
  for (const text of ['é', 'ß1', 'ñandú', '€', '価格', '😀', 'a😀', 'ab😀', 'abc😀z', ...edges]) {
    yield { salt: '', key: text }
    yield { salt: text, key: '' }
    yield { salt: 'x', key: text }
    yield { salt: text, key: 'user-42' }
  }
  // Halves of surrogate pairs count as U+FFFD, also where salt and key would make a pair together.
  for (const half of ['\ud83d', '\ude00', 'a\ud83d', '\ude00a', '\ud83d\ud83d\ude00', '\ude00\ud83d']) {
    yield { salt: '', key: half }
    yield { salt: half, key: 'user-42' }
    yield { salt: 'new-checkout', key: half }
  }
  yield { salt: '\ud83d', key: '\ude00' }
  for (const salt of ['', 's', 'sa', 'sal']) {
    for (const spill of [-4, -3, -2, -1, 0, 1, 2, 3, 4, BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1]) {
      yield { salt, key: PATTERN, length: BUFFER_BYTES + spill }
    }
    yield { salt, key: PATTERN, length: 10_240 }
    // Two bytes a unit, and four bytes a pair that the cut may halve.
    for (const units of [2046, 2047, 2048, 2049, 2050, 4096, 4097]) yield { salt, key: 'é', length: units }
    for (const units of [2047, 2048, 2049, 2051]) yield { salt, key: '😀', length: units }
    for (const units of [1365, 1366, 4096, 5000]) yield { salt, key: '€1', length: units }
  }
}

const lines = [...cases()].map((one) => `    ${escaped({ ...one, hash: answer(one) })}`)
console.log(`{\n  "answers": [\n${lines.join(',\n')}\n  ]\n}`)

// Escaped throughout, and half a surrogate pair twice: JSON readers refuse or mend it, so the test undoes it itself.
function escaped(row: object): string {
  const json = JSON.stringify(row).replace(/":/g, '": ').replace(/,"/g, ', "').replace(/^\{/, '{ ').replace(/\}$/, ' }')
  const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return ascii.replace(/(\\ud[89ab]..\\ud[c-f]..)|\\(ud[89a-f]..)/g, (_, pair, half) => pair ?? `\\\\${half}`)
}
