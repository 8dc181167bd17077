// Names of what the hash benchmark compares, shared by the process that measures and the one that reports.

export const SUBJECTS = {
  imurmurhash: 'imurmurhash, a string at a time',
  plain: 'plain JS, one at a time',
  plainBulk: 'plain JS, in bulk',
  wasm: 'wasm, one at a time',
  wasmBulk: 'wasm, in bulk',
} as const
