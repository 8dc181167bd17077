// The hash core inside Node, for the command line and the benchmarks.

import { readFileSync } from 'node:fs'
import { createWasmHasher } from './hasher.ts'

const file = new URL('./build/hash-core.wasm', import.meta.url)

export const createHasher = createWasmHasher(new WebAssembly.Module(read()))

function read(): Uint8Array<ArrayBuffer> {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new Error('The hash core is not built. Run `npm run build:wasm` first.', { cause })
  }
}
