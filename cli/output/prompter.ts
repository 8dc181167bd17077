// Questions to a person, on stderr, so that stdout stays the result alone. A question that is left answers null.

import type { Readable, Writable } from 'node:stream'

export interface Prompter {
  text(message: string, initial?: string): Promise<string | null>
  /** Does not show what is typed. */
  secret(message: string): Promise<string | null>
  confirm(message: string): Promise<boolean>
}

export function createPrompter(input: Readable, output: Writable): Prompter {
  // Loaded with the first question: most calls ask nothing.
  const prompts = () => import('@clack/prompts')
  return {
    async text(message, initial = '') {
      const { text, isCancel } = await prompts()
      const answer = await text({ message, initialValue: initial, input, output, validate: refuseEmpty })
      return isCancel(answer) ? null : answer.trim()
    },
    async secret(message) {
      const { password, isCancel } = await prompts()
      const answer = await password({ message, input, output, validate: refuseEmpty })
      return isCancel(answer) ? null : answer.trim()
    },
    async confirm(message) {
      const { confirm, isCancel } = await prompts()
      const answer = await confirm({ message, initialValue: false, input, output })
      return !isCancel(answer) && answer
    },
  }
}

const refuseEmpty = (answer: string | undefined): string | undefined =>
  (answer ?? '').trim() === '' ? 'Something has to stand here.' : undefined
