// Recognises secrets by their form, in texts that are kept for good and shown: what was written into a timeline by mistake
// cannot be taken out again. Only forms that nothing else has: a log may be full of long random ids.

import type { Problem } from '../problem.ts'

const forms: readonly (readonly [what: string, form: RegExp])[] = [
  ['a token of Fuseboard', /\bfb_[a-z0-9-]{1,64}_[A-Za-z0-9]{16}/],
  ['a token of Slack', /\bxox[a-z]-[\w-]{10}/],
  ['an address of a Slack webhook', /\bhooks\.slack\.com\/services\/\w+\/\w+\/\w{8}/],
  ['a signing secret', /\bwhsec_[A-Za-z0-9+/]{24}/],
  ['a key of AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22})/],
  ['a private key', /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/],
]

const allowed = 'a text without secrets: it is kept for good, shown and sent'

/**
 * Problems of the member at `path`; the secret is not repeated.
 *
 * @example findSecretForms('use xoxb-1234-5678-abcd', '/text') // [{path: '/text', found: 'a token of Slack', allowed: '…'}]
 */
export const findSecretForms = (text: string, path: string): Problem[] =>
  forms.flatMap(([found, form]) => (form.test(text) ? [{ path, found, allowed }] : []))
