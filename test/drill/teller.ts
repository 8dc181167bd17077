// What the drill shows while it runs: the story's clock, what happened, and the commands that a person types, with what they
// print.

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
/** Lines of a command's output that are shown. */
const maxLines = 16

export interface Teller {
  /** What happened, at the story's time. */
  tell(text: string): void
  chapter(title: string): void
  /** Types a `fuseboard` command and shows it. Answers its exit code; `mayFail` for one that is meant to be refused. */
  type(args: readonly string[], how?: { mayFail?: boolean; token?: string; lines?: number }): Promise<number>
}

export function openTeller(adminUrl: string, token: string, now: () => number): Teller {
  const clock = (): string => new Date(now()).toISOString().slice(11, 19)
  return {
    tell: (text) => console.log(`${clock()}  ${text}`),
    chapter: (title) => console.log(`\n── ${title} ${'─'.repeat(Math.max(3, 100 - title.length))}`),
    type: async (args, { mayFail = false, token: as = token, lines = maxLines } = {}) => {
      console.log(`\n${clock()}  $ fuseboard ${args.map(quoted).join(' ')}`)
      const { code, output } = await run(args, { FUSEBOARD_URL: adminUrl, FUSEBOARD_TOKEN: as })
      const shown = output.trimEnd().split('\n')
      for (const line of shown.slice(0, lines)) console.log(`            ${line}`)
      if (shown.length > lines) console.log(`            … ${shown.length - lines} more lines`)
      if (code !== 0 && !mayFail) throw new Error(`fuseboard ${args.join(' ')} ended with exit code ${code}`)
      return code
    },
  }
}

const quoted = (text: string): string => (/^[\w.:/=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

function run(args: readonly string[], more: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['cli/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '110', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return new Promise((done) => child.on('close', (code) => done({ code: code ?? 1, output })))
}
