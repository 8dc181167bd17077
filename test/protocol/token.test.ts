import { describe, expect, it } from 'vitest'
import { presentedToken, tokenId } from '../../protocol/token.ts'

const secret = 'a1B2c3D4e5F6g7H8'

describe('a token', () => {
  it('names its id', () => {
    expect(tokenId(`fb_web_${secret}`)).toBe('web')
    expect(tokenId(`fb_backend-2-eu_${secret}`)).toBe('backend-2-eu')
  })

  it.each([
    '',
    'fb_',
    `fb__${secret}`,
    `web_${secret}`,
    `fb_web_short`,
    `fb_web_${secret}!`,
    `fb_Web_${secret}`,
    `fb_we_b_${secret}`,
    ` fb_web_${secret}`,
    `fb_web_${secret}\n`,
    `fb_${'w'.repeat(65)}_${secret}`,
    `fb_web_${'s'.repeat(129)}`,
    `fb_web_${'ü'.repeat(16)}`,
  ])('is not "%s"', (text) => {
    expect(tokenId(text)).toBeNull()
  })
})

describe('the token of a request', () => {
  it.each<[string, Record<string, string>, string | null]>([
    ['is what follows Bearer', { authorization: 'Bearer one' }, 'one'],
    ['whatever the case of the scheme', { authorization: 'bEaReR one' }, 'one'],
    ['and the spaces around it', { authorization: 'Bearer   one ' }, 'one'],
    ['is the X-API-Key', { 'x-api-key': 'two' }, 'two'],
    ['is the Bearer token where both are sent', { authorization: 'Bearer one', 'x-api-key': 'two' }, 'one'],
    ['is the X-API-Key beside another scheme', { authorization: 'Basic one', 'x-api-key': 'two' }, 'two'],
    ['is none without either', {}, null],
    ['is none where the scheme is glued to it', { authorization: 'Bearerone' }, null],
  ])('%s', (_name, headers, expected) => {
    expect(presentedToken(new Headers(headers))).toBe(expected)
  })
})
