// The hash core inside workerd, which forbids compiling from bytes: the runtime hands the module over compiled.

import module from './build/hash-core.wasm'
import { createWasmHasher } from './hasher.ts'

export const createHasher = createWasmHasher(module)
