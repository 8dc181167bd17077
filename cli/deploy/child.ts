// Other programs, as child processes. Arguments stay a list: no shell ever sees them.

import { spawn } from 'node:child_process'
import type { Ended } from './checks.ts'

/** A program with the arguments that always come first. */
export type Program = readonly [string, ...string[]]

/** `onLine` hears every line of both streams as it comes. A program that cannot be started ends with code null. */
export function run(
  [command, ...first]: Program,
  args: readonly string[],
  { cwd, environment }: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
  onLine: (line: string) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...args], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let output = ''
    let rest = ''
    const take = (chunk: string): void => {
      output += chunk
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      take(chunk)
    })
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => resolve({ code: null, stdout, output: `${command}: ${error.message}` }))
    child.on('close', (code) => {
      if (rest !== '') onLine(rest)
      resolve({ code, stdout, output })
    })
  })
}
