import { expect, it } from 'vitest'
import { mintToken } from '../../../admin/auth/mint-token.ts'
import { tokenId } from '../../../protocol/token.ts'

it.each([
  ['CI deploy', /^ci-deploy-[a-z0-9]{6}$/],
  ['  Ann’s laptop! ', /^ann-s-laptop-[a-z0-9]{6}$/],
  ['漢字', /^token-[a-z0-9]{6}$/],
  ['x'.repeat(100), /^x{40}-[a-z0-9]{6}$/],
])('a token named %j has a readable id', (name, id) => {
  const minted = mintToken(name)
  expect(minted.id).toMatch(id)
  expect(tokenId(minted.token)).toBe(minted.id)
})

it('no two are alike', () => {
  const tokens = Array.from({ length: 1_000 }, () => mintToken('a'))
  expect(new Set(tokens.map(({ id }) => id)).size).toBe(1_000)
  const letters = new Map<string, number>()
  for (const { token } of tokens) {
    for (const letter of token.split('_')[2]!) letters.set(letter, (letters.get(letter) ?? 0) + 1)
  }
  // 32,000 draws from 62 letters: each about 516 times.
  expect(letters.size).toBe(62)
  for (const times of letters.values()) expect(Math.abs(times - 516)).toBeLessThan(150)
})
