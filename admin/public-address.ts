// Where people reach this admin worker, for links in messages. It is configuration and the same for the whole deployment;
// a request's own address would be whatever its sender claimed.

import { env } from 'cloudflare:workers'
import type { Env } from './env.ts'

/** Without a slash at its end; null where none is set, or where it is no address: then messages carry no link. */
export function publicAddress({ PUBLIC_ADDRESS: text = '' } = env as Pick<Env, 'PUBLIC_ADDRESS'>): string | null {
  if (text === '') return null
  const url = URL.parse(text)
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '') {
    return url.href.replace(/\/+$/, '')
  }
  console.error('PUBLIC_ADDRESS is ignored: allowed: an address such as "https://flags-admin.example.com"')
  return null
}
