// The steps of MurmurHash3 x86_32, for one value (scalar) and for four salts at once (vector).

const C1: u32 = 0xcc9e2d51
const C2: u32 = 0x1b873593
const ROUND: u32 = 0xe6546b64

// @ts-ignore: decorator
@inline
export function mix(k: u32): u32 {
  return rotl<u32>(k * C1, 15) * C2
}

// @ts-ignore: decorator
@inline
export function round(h: u32, k: u32): u32 {
  return rotl<u32>(h ^ k, 13) * 5 + ROUND
}

// @ts-ignore: decorator
@inline
export function finish(h: u32): u32 {
  h = (h ^ (h >> 16)) * 0x85ebca6b
  h = (h ^ (h >> 13)) * 0xc2b2ae35
  return h ^ (h >> 16)
}

/** The `count` bytes (0-3) at an address, and zeroes whatever stands behind them. */
// @ts-ignore: decorator
@inline
export function tailWord(at: usize, count: u32): u32 {
  return load<u32>(at) & ((1 << (count << 3)) - 1)
}

// @ts-ignore: decorator
@inline
export function words(h: u32, at: usize, end: usize): u32 {
  for (; at < end; at += 4) h = round(h, mix(load<u32>(at)))
  return h
}

// @ts-ignore: decorator
@inline
export function mix4(k: v128): v128 {
  k = i32x4.mul(k, i32x4.splat(C1))
  k = v128.or(i32x4.shl(k, 15), i32x4.shr_u(k, 17))
  return i32x4.mul(k, i32x4.splat(C2))
}

// @ts-ignore: decorator
@inline
export function round4(h: v128, k: v128): v128 {
  h = v128.xor(h, k)
  h = v128.or(i32x4.shl(h, 13), i32x4.shr_u(h, 19))
  // A 32-bit vector multiplication takes longer than shift and add.
  return i32x4.add(i32x4.shl(h, 2), i32x4.add(h, i32x4.splat(ROUND)))
}

// @ts-ignore: decorator
@inline
export function finish4(h: v128): v128 {
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35))
  return v128.xor(h, i32x4.shr_u(h, 16))
}
