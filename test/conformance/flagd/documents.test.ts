import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { differences } from './differences/all.ts'
import { documentDifferences } from './differences/documents.ts'
import { ourAnswers, theirAnswers } from './engines.ts'

describe('each decided difference that shows in whole documents', () => {
  it.each(documentDifferences.map((difference) => [difference.name, difference] as const))('%s', (_, { example }) => {
    const { document, context = {} } = example
    const ours = ourAnswers(document, context)
    for (const [key, expected] of Object.entries(example.ours)) expect(ours.get(key)).toMatchObject(expected)
    const theirs = theirAnswers(document, context)
    expect(theirs === undefined).toBe(example.theirs === undefined)
    for (const [key, expected] of Object.entries(example.theirs ?? {})) expect(theirs?.get(key)).toMatchObject(expected)
  })
})

describe('the description of flag semantics', () => {
  const description = readFileSync(new URL('../../../docs/flag-semantics.md', import.meta.url), 'utf8')

  it.each([...differences, ...documentDifferences].map(({ name }) => name))('names the difference: %s', (name) => {
    expect(description.toLowerCase()).toContain(`| ${name} |`.toLowerCase())
  })
})
