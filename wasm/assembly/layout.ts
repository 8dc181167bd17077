// The memory of one hasher: fixed buffers for a request, then the salts of its snapshot. Addresses and sizes in bytes.
// Plain numbers without types, since both AssemblyScript and TypeScript read this file.
//
// What a salt leaves behind is three words: h (state after its whole 4-byte blocks), tail (its last 0-3 bytes) and len
// (its byte length). Four salts make a block of vectors h | tail | len | out, out receiving the results of `bulk`.
// Salts of equal length mod 4 see the key's words at the same alignment: each such group has its own chain of pages.

/** Where text is written. The 4 bytes in front keep the end of the previous chunk of a key longer than the buffer. */
export const KEY = 16
/** Capacity for text, a multiple of 4 so that a chunk never changes the alignment. Longer text comes in chunks. */
export const KEY_BYTES = 4096
/** Room for reading and writing whole vectors at the end of a buffer. */
export const PADDING = 16
/** The key's words after their half of the mixing, which does not depend on h. One group at a time uses it. */
export const MIXED = KEY + KEY_BYTES + PADDING
/** Per group: address of the first page, address of the last page, salts in the last page. */
export const GROUPS = MIXED + KEY_BYTES + PADDING
export const GROUP_BYTES = 16
export const FIRST = 0
export const LAST = 4
export const USED = 8

/** Vectors of a block, by their distance from the first. */
export const TAIL = 16
export const LEN = 32
export const OUT = 48
export const BLOCK_BYTES = 64
/** Where the salt of a long key is carried from chunk to chunk: a block of its own. */
export const SCRATCH = GROUPS + 4 * GROUP_BYTES

/** Pages of salts fill the rest: the next page's address, then blocks on cache lines of their own. */
export const PAGES = (SCRATCH + BLOCK_BYTES + 63) & ~63
export const PAGE_HEADER = 64
export const PAGE_BLOCKS = 16
export const PAGE_SALTS = 4 * PAGE_BLOCKS
export const PAGE_BYTES = PAGE_HEADER + PAGE_BLOCKS * BLOCK_BYTES
export const WASM_PAGE_BYTES = 65536
