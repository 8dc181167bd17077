// Problems of a flags folder as the failure of a command. Nothing was sent, and nothing written.

import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { type FileProblem, renderFileProblem } from '../files/file-problem.ts'
import { plural } from '../output/moment.ts'

export const folderFailure = (dir: string, problems: readonly FileProblem[]): Failure => ({
  exitCode: exitCodes.failed,
  message: `${dir} has ${plural(problems.length, 'problem')}. Nothing was sent.`,
  details: problems.map(renderFileProblem),
  remedy: 'Mend the files, then repeat. fuseboard lint checks them without an instance.',
})
