// Where a command speaks while it works: notes and progress on stderr, questions to a person if there is one. Results are
// not printed here; they go to stdout once, at the end.

import { createPrompter, type Prompter } from './prompter.ts'
import { createDraw, type Draw } from './redraw.ts'
import { createStyle, type Style, wantsColour } from './style.ts'

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

export interface Terminal {
  /** Asks a person. Null where nobody can be asked: no terminal, or --json. */
  readonly prompter: Prompter | null
  /** For the result, on stdout. */
  readonly style: Style
  /** Of stdout, where lines are broken; infinite where it is no terminal. */
  readonly columns: number
  /** For notes, on stderr. */
  readonly noteStyle: Style
  note(line: string): void
  /** Replaces what it drew before, on stderr. Null where that is no terminal, or with --json. */
  readonly draw: Draw | null
  /** Everything on stdin. */
  readStdin(): Promise<string>
}

export function openTerminal(streams: Streams, environment: NodeJS.ProcessEnv, json: boolean): Terminal {
  const { stdin, stdout, stderr } = streams
  const somebodyThere = !json && stdin.isTTY === true && stderr.isTTY === true
  return {
    prompter: somebodyThere ? createPrompter(stdin, stderr) : null,
    style: createStyle(wantsColour(stdout, environment)),
    columns: (stdout.isTTY === true && stdout.columns) || Number.POSITIVE_INFINITY,
    noteStyle: createStyle(wantsColour(stderr, environment)),
    note: (line) => stderr.write(`${line}\n`),
    draw: !json && stderr.isTTY === true && environment.TERM !== 'dumb' ? createDraw(stderr) : null,
    readStdin: async () => {
      let text = ''
      for await (const chunk of stdin.setEncoding('utf8')) text += chunk
      return text
    },
  }
}
