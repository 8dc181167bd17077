// A program of its own, run in somebody's checkout: asks the vitest of that checkout which test files are related to files, without
// running any, and writes their paths as a JSON list. Arguments: where to write, and the files.

import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What is used of it; since vitest 3. */
interface Vitest {
  getRelevantTestSpecifications?: () => Promise<readonly { readonly moduleId: string }[]>
  close(): Promise<void>
}

const [out = '', ...related] = process.argv.slice(2)
const address = createRequire(join(process.cwd(), 'package.json')).resolve('vitest/node')
const { createVitest } = (await import(pathToFileURL(address).href)) as {
  createVitest: (mode: 'test', options: object) => Promise<Vitest>
}
const vitest = await createVitest('test', { watch: false, related, passWithNoTests: true })
if (vitest.getRelevantTestSpecifications === undefined) throw new Error('vitest 3 or later is needed')
const found = await vitest.getRelevantTestSpecifications()
await writeFile(out, JSON.stringify(found.map(({ moduleId }) => moduleId)))
await vitest.close()
process.exit(0)
