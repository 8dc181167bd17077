#!/usr/bin/env node
// What `fuseboard` starts. Plain JavaScript on purpose: an older Node cannot even read the TypeScript behind it, so the
// version is looked at first. A checkout brings its own Node; where the machine's is too old, that one takes over.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const bundledNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
const [major, minor] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./main.ts')
} else if (existsSync(bundledNode)) {
  const { status } = spawnSync(bundledNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
} else {
  console.error(`fuseboard needs Node 22.18 or later; this is ${process.version}.
Run npm install in the checkout, which brings a Node of its own, or install a newer one: https://nodejs.org`)
  process.exitCode = 1
}
