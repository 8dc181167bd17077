// Tokens: `fb_<id>_<secret>`. The id finds the stored hash; the secret is never stored.

const shape = /^fb_([a-z0-9-]{1,64})_([A-Za-z0-9]{16,128})$/

/** The id of a token, or null for text that cannot be one. */
export function tokenId(token: string): string | null {
  return shape.exec(token)?.[1] ?? null
}

/** The token of a request: `Authorization: Bearer …` or `X-API-Key`. */
export function presentedToken(headers: Pick<Headers, 'get'>): string | null {
  const authorization = headers.get('authorization')
  if (authorization !== null && /^bearer /i.test(authorization)) return authorization.slice('bearer '.length).trim()
  return headers.get('x-api-key')
}
