// fuseboard test   Evaluates the cases beside the flags, as every evaluator would, without an instance.

import { fail, ok } from '../../domain/result.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { defaultDir, dirOption } from '../files/dir-option.ts'
import { folderFailure } from '../files/folder-failure.ts'
import { readFlagsFolder } from '../files/read-flags-folder.ts'
import { readTests } from '../tests/read-tests.ts'
import { renderResults } from '../tests/render-results.ts'
import { prepareBench, runTests } from '../tests/run-tests.ts'

export const testCommand = defineCommand({
  name: 'test',
  topic: 'Flags as code',
  summary: 'run the test cases beside the flag files',
  usage: '[--dir DIR]',
  about: `Evaluates the cases of every *.test.yaml, *.test.yml and *.test.json in the folder with the evaluator's own rules and hash.
No instance is asked, and no token needed. Every flag is also checked for an off value, which is what a kill gives.
Exits ${exitCodes.failed} when a test fails, or a file has a problem.`,
  options: { dir: dirOption },
  positionals: { least: 0, most: 0 },

  async run({ options, terminal, clock }) {
    const dir = options.dir ?? defaultDir
    const folder = await readFlagsFolder(dir)
    if (!folder.ok) return fail(folderFailure(dir, folder.error))
    const tests = await readTests(folder.value)
    if (!tests.ok) return fail(folderFailure(dir, tests.error))
    // Loaded here alone: no other command hashes.
    const { createHasher } = await import('../../wasm/load-node.ts')
    const results = runTests(tests.value, prepareBench(folder.value.document, createHasher, clock.now()))
    const failed = results.filter(({ passed }) => !passed).length
    return ok({
      exitCode: failed > 0 ? exitCodes.failed : exitCodes.ok,
      text: renderResults(results, terminal.style),
      json: { dir, passed: results.length - failed, failed, results },
    })
  },
})
