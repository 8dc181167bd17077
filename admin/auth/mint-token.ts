// A new token. Its id is readable, since it stands in the audit log as the actor; its secret has 190 bits.

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const alphabet = `${letters}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
const secretLength = 32
const suffixLength = 6
const maxSlugLength = 40

export interface MintedToken {
  readonly id: string
  readonly token: string
}

export function mintToken(name: string): MintedToken {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, maxSlugLength)
  const id = `${slug === '' ? 'token' : slug}-${draw(letters, suffixLength)}`
  return { id, token: `fb_${id}_${draw(alphabet, secretLength)}` }
}

/** Every letter as likely as any other: bytes beyond the last whole multiple are thrown again. */
function draw(from: string, length: number): string {
  const limit = 256 - (256 % from.length)
  let drawn = ''
  while (drawn.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < limit && drawn.length < length) drawn += from[byte % from.length]
    }
  }
  return drawn
}
