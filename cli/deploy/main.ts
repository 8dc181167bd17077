// `npm run deploy` as a process: wiring only.

import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '../exit-code.ts'
import { openTerminal } from '../output/terminal.ts'
import { deploy } from './deploy.ts'
import { parseOptions, usage } from './options.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const options = parseOptions(process.argv.slice(2))

if (!options.ok) {
  console.error(options.error)
  process.exitCode = exitCodes.usage
} else if (options.value === 'help') console.log(usage)
else {
  const terminal = openTerminal(process, process.env, false)
  process.exitCode = await deploy(options.value, {
    root,
    environment: process.env,
    wrangler: [process.execPath, join(root, 'node_modules', 'wrangler', 'bin', 'wrangler.js')],
    git: ['git'],
    prompter: terminal.prompter,
    style: terminal.style,
    print: (line) => console.log(line),
    fetch: (url, { signal }) => fetch(url, { signal, redirect: 'manual' }),
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    now: Date.now,
  })
}
