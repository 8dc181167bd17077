// fuseboard login   Checks an address and a token against the instance, then keeps them for later commands.

import { ok, type Result } from '../../domain/result.ts'
import { tokenId } from '../../protocol/token.ts'
import { isProblem } from '../api/problem.ts'
import { type Call, defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { parseBaseUrl, renderBaseUrl } from '../session/base-url.ts'
import { openApi, warnOfClearText } from '../session/connect.ts'
import { findLocalInstance } from '../session/local-instance.ts'
import { saveLogin } from '../session/saved-login.ts'

export const loginCommand = defineCommand({
  name: 'login',
  topic: 'Start here',
  summary: 'sign in to an instance, and remember it',
  usage: '[--url URL] [--token TOKEN]',
  about: `Asks for what is not given, tries it out, and saves it for you alone (mode 0600) in fuseboard/login.json of your
configuration folder. --token - reads the token from stdin, which keeps it out of the process list.
The instance that npm start runs on this machine needs no login.`,
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { terminal, environment } = call
    const address = await askAddress(call)
    if (!address.ok) return address
    const base = parseBaseUrl(address.value, '--url')
    if (!base.ok) return base
    const token = await askToken(call)
    if (!token.ok) return token
    warnOfClearText(call, base.value)

    const url = renderBaseUrl(base.value)
    const head = await openApi(call, base.value, token.value, 'what was just given').head()
    const mayRead = head.ok || !isProblem(head.error, 'missing-scope')
    if (!head.ok && mayRead) return head
    const path = await saveLogin({ url, token: token.value }, environment)
    if (!path.ok) return path
    const limits = mayRead ? [] : ['The token is known, but lacks the read scope: status and lists will be refused.']
    const shadow = environment.FUSEBOARD_URL ? ['FUSEBOARD_URL is set: it goes before the saved login.'] : []
    for (const line of [...limits, ...shadow]) terminal.note(terminal.noteStyle.yellow(line))
    return ok({
      exitCode: exitCodes.ok,
      text: `Signed in to ${url} as ${tokenId(token.value)}. Kept in ${path.value}.\nNext: fuseboard status`,
      json: { url, tokenId: tokenId(token.value), savedIn: path.value, mayRead },
    })
  },
})

async function askAddress({
  globals,
  environment,
  terminal,
}: Call<Record<never, never>>): Promise<Result<string, Failure>> {
  const given = globals.url ?? (environment.FUSEBOARD_URL || undefined)
  if (given !== undefined) return ok(given)
  const local = terminal.prompter === null ? null : await findLocalInstance(environment)
  const answer = await terminal.prompter?.text('Address of the admin worker', local?.url)
  return answer ? ok(answer) : usageFailure('An address is missing.', 'Give it: --url URL or FUSEBOARD_URL.')
}

async function askToken({
  globals,
  environment,
  terminal,
}: Call<Record<never, never>>): Promise<Result<string, Failure>> {
  const given = globals.token === '-' ? await terminal.readStdin() : (globals.token ?? environment.FUSEBOARD_TOKEN)
  const token = (given || ((await terminal.prompter?.secret('Token')) ?? '')).trim()
  if (token === '') return usageFailure('A token is missing.', 'Give it: --token TOKEN, --token - or FUSEBOARD_TOKEN.')
  if (tokenId(token) !== null) return ok(token)
  return usageFailure('That is no token: tokens look like fb_<id>_<secret>.', 'Copy it whole, as it was shown once.')
}
