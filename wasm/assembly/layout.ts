// The memory of one hasher: fixed buffers for a request, then the salts of its snapshot.
//
// What a salt leaves behind is three words: h (state after its whole 4-byte blocks), tail (its last 0-3 bytes) and len
// (its byte length). Four salts make a block of vectors h | tail | len | out, out receiving the results of `bulk`.
// Salts of equal length mod 4 see the key's words at the same alignment: each such group has its own chain of pages.

/** Where text is written. The 4 bytes in front keep the end of the previous chunk of a key longer than the buffer. */
export const KEY: usize = 16
/** Capacity for text, a multiple of 4 so that a chunk never changes the alignment. Longer text comes in chunks. */
export const KEY_BYTES: u32 = 4096
/** Zeroes the host keeps behind the text, so that its last word can be read whole. */
export const PADDING: usize = 16
/** The key's words after their half of the mixing, which does not depend on h. One group at a time uses it. */
export const MIXED: usize = KEY + KEY_BYTES + PADDING
/** Per group: address of the first page, address of the last page, salts in the last page. */
export const GROUPS: usize = MIXED + KEY_BYTES + PADDING
export const GROUP_BYTES: usize = 16
export const FIRST: usize = 0
export const LAST: usize = 4
export const USED: usize = 8
/** Where the salt of a long key is carried from chunk to chunk: a block of its own. */
export const SCRATCH: usize = GROUPS + 4 * GROUP_BYTES
/** Pages follow. */
export const PAGES: usize = (SCRATCH + 64 + 63) & ~63

/** Places of the vectors within a block. */
export const TAIL: usize = 16
export const LEN: usize = 32
export const OUT: usize = 48
export const BLOCK_BYTES: usize = 64
/** A page: the next page's address, then blocks on cache lines of their own. */
export const PAGE_SALTS: u32 = 64
export const PAGE_HEADER: usize = 64
export const PAGE_BYTES: usize = PAGE_HEADER + <usize>(PAGE_SALTS / 4) * BLOCK_BYTES
export const WASM_PAGE_BYTES: usize = 65536
