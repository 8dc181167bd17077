// MurmurHash3 x86_32 (seed 0) of salt + key: the salt's share is done once per snapshot, the key's once per request.
// AssemblyScript on raw pointers: no strings, no collector, no imports. Called by the folder above; memory: layout.ts.

import {
  BLOCK_BYTES, GROUPS, GROUP_BYTES, KEY, KEY_BYTES, LAST, LEN, PAGES, PAGE_BYTES, PAGE_HEADER, PAGE_SALTS, SCRATCH,
  TAIL, USED, WASM_PAGE_BYTES,
} from './layout'
import { finish, mix, round, tailWord, words } from './murmur'
export { bulk } from './bulk'

/** State `h` carried over the whole blocks of the `len` bytes in the buffer: how salts are prepared, chunk by chunk. */
export function prefixState(h: u32, len: u32): u32 {
  return words(h, KEY, KEY + (len & ~3))
}

/** End of the pages in use. */
let top: usize = PAGES

/** Takes up a salt and returns its place in memory, as an index of words. May grow memory, which detaches views. */
export function append(h: u32, tail: u32, len: u32): u32 {
  const group: usize = GROUPS + (len & 3) * GROUP_BYTES
  let page: usize = load<u32>(group, LAST)
  let used = load<u32>(group, USED)
  if (page == 0 || used == PAGE_SALTS) {
    const next = allocatePage()
    store<u32>(page ? page : group, next)
    store<u32>(group, next, LAST)
    page = next
    used = 0
  }
  store<u32>(group, used + 1, USED)
  const at = page + PAGE_HEADER + (used >> 2) * BLOCK_BYTES + ((used & 3) << 2)
  write(at, h, tail, len)
  return <u32>at >> 2
}

function allocatePage(): usize {
  const page = top
  top += PAGE_BYTES
  const missing = <isize>top - (<isize>memory.size() * WASM_PAGE_BYTES)
  if (missing > 0 && memory.grow(1) < 0) unreachable()
  return page
}

function write(at: usize, h: u32, tail: u32, len: u32): void {
  store<u32>(at, h)
  store<u32>(at, tail, TAIL)
  store<u32>(at, len, LEN)
}

/** Hash of one salt and the `keyLen` bytes in the buffer. */
export function hash1(position: u32, keyLen: u32): u32 {
  const salt: usize = position << 2
  let h = load<u32>(salt)
  const saltLen = load<u32>(salt, LEN)
  const shared = saltLen & 3
  let at: usize = KEY
  let rest = keyLen
  if (shared) {
    const tail = load<u32>(salt, TAIL)
    if (keyLen + shared < 4) {
      return finish(h ^ mix(tail | (tailWord(KEY, keyLen) << (shared << 3))) ^ (saltLen + keyLen))
    }
    h = round(h, mix(tail | (load<u32>(KEY) << (shared << 3))))
    at += 4 - shared
    rest -= 4 - shared
  }
  const end = at + (rest & ~3)
  h = words(h, at, end)
  return finish(h ^ mix(tailWord(end, rest & 3)) ^ (saltLen + keyLen))
}

/** Takes a full buffer into one salt: the place returned holds it as the salt for the rest of the key. */
export function absorb(position: u32): u32 {
  const salt: usize = position << 2
  let h = load<u32>(salt)
  let tail: u32 = 0
  const len = load<u32>(salt, LEN)
  const shared = len & 3
  if (shared) {
    h = round(h, mix(load<u32>(salt, TAIL) | (load<u32>(KEY) << (shared << 3))))
    tail = load<u32>(KEY + KEY_BYTES - 4) >> (32 - (shared << 3))
    h = words(h, KEY + 4 - shared, KEY + KEY_BYTES - shared)
  } else {
    h = words(h, KEY, KEY + KEY_BYTES)
  }
  write(SCRATCH, h, tail, len + KEY_BYTES)
  return <u32>SCRATCH >> 2
}
