// All salts with one key, four lanes at a time.

import {
  BLOCK_BYTES, FIRST, GROUPS, GROUP_BYTES, KEY, KEY_BYTES, LEN, MIXED, OUT, PAGE_HEADER, PAGE_SALTS, TAIL, USED,
} from './layout'
import { finish4, mix, mix4, round4, tailWord } from './murmur'

/** A salt's tail and the key's first bytes make a whole word, the incomplete last one, none, or one long past. */
const HEAD_FULL: u32 = 0
const HEAD_ENDS: u32 = 1
const HEAD_NONE: u32 = 2
const HEAD_NONE_LATER: u32 = 3

// @ts-ignore: decorator
@inline
function open4(block: usize, head: u32, bits: u32): v128 {
  // A later chunk continues from what the one before left as results.
  if (head == HEAD_NONE_LATER) return v128.load(block, OUT)
  const h = v128.load(block)
  if (head == HEAD_NONE) return h
  const k = mix4(v128.or(v128.load(block, TAIL), i32x4.splat(bits)))
  return head == HEAD_ENDS ? v128.xor(h, k) : round4(h, k)
}

// @ts-ignore: decorator
@inline
function close4(block: usize, h: v128, tail: v128, len: v128, more: bool): void {
  if (!more) h = finish4(v128.xor(v128.xor(h, tail), i32x4.add(v128.load(block, LEN), len)))
  v128.store(block, h, OUT)
}

/** All salts with a length of `shared` mod 4. */
function group(shared: u32, keyLen: u32, before: u32, more: bool): void {
  const chain: usize = GROUPS + shared * GROUP_BYTES
  let page: usize = load<u32>(chain, FIRST)
  if (page == 0) return

  let head = HEAD_NONE
  let bits: u32 = 0
  let start: usize = KEY
  let rest = keyLen
  if (before) {
    head = HEAD_NONE_LATER
    start -= shared
    rest += shared
  } else if (shared) {
    head = keyLen + shared < 4 ? HEAD_ENDS : HEAD_FULL
    bits = (head == HEAD_ENDS ? tailWord(KEY, keyLen) : load<u32>(KEY)) << (shared << 3)
    start += 4 - shared
    rest = head == HEAD_ENDS ? 0 : rest - (4 - shared)
  }

  const bytes: usize = rest & ~3
  const mixed: usize = MIXED
  const mixedEnd = mixed + bytes
  for (let i: usize = 0; i < bytes; i += 16) v128.store(mixed + i, mix4(v128.load(start + i)))
  const tail = i32x4.splat(mix(tailWord(start + bytes, rest & 3)))
  const len = i32x4.splat(before + keyLen)

  while (page) {
    const next: usize = load<u32>(page)
    const salts = next ? PAGE_SALTS : load<u32>(chain, USED)
    let block = page + PAGE_HEADER
    const end = block + ((salts + 3) >> 2) * BLOCK_BYTES

    // Four blocks at a time hide the latency of each one's chain of operations.
    for (; block + 4 * BLOCK_BYTES <= end; block += 4 * BLOCK_BYTES) {
      let a = open4(block, head, bits)
      let b = open4(block + BLOCK_BYTES, head, bits)
      let c = open4(block + 2 * BLOCK_BYTES, head, bits)
      let d = open4(block + 3 * BLOCK_BYTES, head, bits)
      for (let word = mixed; word < mixedEnd; word += 4) {
        const k = v128.load_splat<u32>(word)
        a = round4(a, k)
        b = round4(b, k)
        c = round4(c, k)
        d = round4(d, k)
      }
      close4(block, a, tail, len, more)
      close4(block + BLOCK_BYTES, b, tail, len, more)
      close4(block + 2 * BLOCK_BYTES, c, tail, len, more)
      close4(block + 3 * BLOCK_BYTES, d, tail, len, more)
    }

    for (; block < end; block += BLOCK_BYTES) {
      let h = open4(block, head, bits)
      for (let word = mixed; word < mixedEnd; word += 4) h = round4(h, v128.load_splat<u32>(word))
      close4(block, h, tail, len, more)
    }
    page = next
  }
}

/**
 * Every salt with the key in the buffer; results stand OUT bytes behind each salt.
 * A key longer than the buffer takes one call per chunk: `before` counts the bytes of earlier chunks, and `more` says
 * that the buffer is full and another chunk follows.
 */
export function bulk(keyLen: u32, before: u32, more: bool): void {
  for (let shared: u32 = 0; shared < 4; shared++) group(shared, keyLen, before, more)
  if (more) store<u32>(KEY - 4, load<u32>(KEY + KEY_BYTES - 4))
}
