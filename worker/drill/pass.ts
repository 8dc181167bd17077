// Drill passes: `<key id>.<expiry>.<signature>.<flag key>`, which say that one flag counts as killed for the requests that
// carry them. Signed with the stored hash of the server key that asked for it: every isolate has the hashes in its snapshot,
// and a revoked key takes its passes with it. A client key never counts: its token is in every browser.
//
// A pass only ever moves towards off. What does not verify is no pass, and never an error.

import type { PublishedKey } from '../../protocol/published-snapshot.ts'

/** How long a pass is good for. */
const lifeSeconds = 55
/** A pass that claims to be good for longer was not made by the door. */
const longestLifeSeconds = 60
/** Longer than a pass for the longest flag key can be: not worth looking into. */
const maxPassLength = 2_600

const shape = /^([a-z0-9-]{0,64})\.(\d{1,12})\.([0-9a-f]{64})\.(.+)$/
const algorithm = { name: 'HMAC', hash: 'SHA-256' }
const encoder = new TextEncoder()

export interface Signer {
  /** Id of the evaluation key; "" signs where nobody needs one. */
  readonly id: string
  readonly secret: string
}

/** Signs where the evaluator answers without keys. It is no secret, and is accepted nowhere else. */
export const openSigner: Signer = { id: '', secret: 'open' }

export interface Verification {
  readonly keys: readonly PublishedKey[]
  /** Whether the evaluator wants keys. */
  readonly authenticated: boolean
  readonly nowMs: number
}

export async function makePass(flagKey: string, { id, secret }: Signer, nowMs: number): Promise<string> {
  const expiry = String(Math.floor(nowMs / 1000) + lifeSeconds)
  const signature = await crypto.subtle.sign(algorithm.name, await hmacKey(secret), message(flagKey, expiry))
  const hex = Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${id}.${expiry}.${hex}.${encodeURIComponent(flagKey)}`
}

/** The key of the flag that the pass is good for; undefined for anything that is no valid pass now. */
export async function flagOfPass(pass: unknown, verification: Verification): Promise<string | undefined> {
  if (typeof pass !== 'string' || pass.length > maxPassLength) return undefined
  const [, id, expiry, hex, encodedKey] = shape.exec(pass) ?? []
  if (id === undefined || expiry === undefined || hex === undefined || encodedKey === undefined) return undefined
  const leftMs = Number(expiry) * 1000 - verification.nowMs
  if (leftMs <= 0 || leftMs > longestLifeSeconds * 1000) return undefined
  const flagKey = decoded(encodedKey)
  if (flagKey === undefined) return undefined
  const signature = Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
  for (const secret of secretsOf(id, verification)) {
    const key = await hmacKey(secret)
    if (await crypto.subtle.verify(algorithm.name, key, signature, message(flagKey, expiry))) return flagKey
  }
  return undefined
}

function secretsOf(id: string, { keys, authenticated }: Verification): string[] {
  if (id === openSigner.id) return authenticated ? [] : [openSigner.secret]
  return keys.filter((key) => key.id === id && key.kind === 'server').map(({ hash }) => hash)
}

const hmacKey = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign', 'verify'])

/** The expiry is digits only, so no other flag and expiry make the same message. */
const message = (flagKey: string, expiry: string) => encoder.encode(`drill|${flagKey}|${expiry}`)

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
