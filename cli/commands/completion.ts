// fuseboard completion   Prints a script that completes commands and options in a shell.

import { ok } from '../../domain/result.ts'
import { type Command, defineCommand } from '../arguments/command.ts'
import { renderCompletion, shells } from '../completion/render-completion.ts'
import { exitCodes } from '../exit-code.ts'
import { usageFailure } from '../failure.ts'

/** `commands` is asked for when it runs: it is one of them itself. */
export const createCompletionCommand = (commands: () => readonly Command[]): Command =>
  defineCommand({
    name: 'completion',
    topic: 'The shell',
    summary: 'print a completion script for bash, zsh or fish',
    usage: '(bash | zsh | fish)',
    about: `Load it where the shell starts: source <(fuseboard completion bash), the same for zsh; for fish write it to
~/.config/fish/completions/fuseboard.fish.`,
    options: {},
    positionals: { least: 1, most: 1 },

    async run({ positionals }) {
      const shell = shells.find((name) => name === positionals[0])
      if (shell === undefined) {
        return usageFailure(`There is no completion for "${positionals[0]}".`, `Known: ${shells.join(', ')}.`)
      }
      const script = renderCompletion(shell, commands())
      return ok({ exitCode: exitCodes.ok, text: script.trimEnd(), json: { shell, script } })
    },
  })
