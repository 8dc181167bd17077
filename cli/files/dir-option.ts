// The option that names the folder of flag files, the same for every command that works on one.

import type { OptionSpec } from '../arguments/command.ts'

export const defaultDir = 'flags'

export const dirOption = {
  type: 'string',
  value: 'DIR',
  about: `the folder of flag files, ${defaultDir}/ if not said`,
} as const satisfies OptionSpec

/** As it stands in a command that is suggested: nothing where it is the default. */
export const dirWords = (dir: string): string => (dir === defaultDir ? '' : ` --dir ${dir}`)
