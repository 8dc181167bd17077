// Stands in for the e-mail binding of the platform: what it refuses is thrown, with a code.

import { isText, type Members, surplus } from './fake-provider.ts'

export interface FakeEmailBinding {
  readonly send: (email: object) => Promise<{ readonly messageId: string }>
  readonly taken: Members[]
  /** The codes of what goes wrong from now on; undefined breaks without one, "hang" never answers. */
  readonly fail: (code: string | undefined, times?: number) => void
}

const members = ['from', 'to', 'subject', 'text', 'html']
const coded = (code: string | undefined, message: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code })

/** @param domain that may send */
export function fakeEmailBinding(domain: string): FakeEmailBinding {
  const taken: Members[] = []
  const faults: (string | undefined)[] = []
  return {
    taken,
    fail: (code, times = 1) => void faults.push(...Array.from({ length: times }, () => code)),
    send: async (given) => {
      if (faults.length > 0) {
        const fault = faults.shift()
        if (fault === 'hang') return new Promise(() => {})
        throw coded(fault, 'it went wrong')
      }
      const email = given as Members
      const { from, to, subject, text, html } = email
      const address = typeof from === 'string' ? from : (from as Members | undefined)?.email
      if (surplus(email, members).length > 0) throw coded('E_VALIDATION_ERROR', 'unknown members')
      if (!isText(address, 254) || !address.endsWith(`@${domain}`))
        throw coded('E_SENDER_NOT_VERIFIED', String(address))
      if (!isText(to, 254) || !/^[^\s<>]+@[^\s<>]+$/.test(to)) throw coded('E_VALIDATION_ERROR', 'invalid recipient')
      if (!isText(subject, 998) || /\p{Cc}/u.test(subject)) throw coded('E_VALIDATION_ERROR', 'invalid subject')
      if (!isText(text, 1_000_000) || !isText(html, 1_000_000))
        throw coded('E_FIELD_MISSING', 'text or html is missing')
      taken.push(email)
      return { messageId: `<${taken.length}@${domain}>` }
    },
  }
}
