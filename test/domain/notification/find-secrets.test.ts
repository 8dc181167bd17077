import { describe, expect, it } from 'vitest'
import { findSecretForms } from '../../../domain/notification/find-secrets.ts'

describe('a text that is kept', () => {
  it.each([
    ['a token of Fuseboard', 'fb_deploy-8s1m2q_Zk3vN8qLr5tYw2Xb'],
    ['a token of Slack', 'xoxb-2345-6789-abcdefABCDEF'],
    ['an address of a Slack webhook', 'https://hooks.slack.com/services/T0123ABCD/B0123ABCD/x8Wq2mP4kL9s'],
    ['a signing secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQ2bX0mGHJKA='],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
    ['a token of GitHub', `ghp_${'a1B2'.repeat(9)}`],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
  ])('holds no %s, which is not repeated', (what, secret) => {
    const problems = findSecretForms(`log: "${secret}"\nand more`, '/text')
    expect(problems.map(({ path, found }) => [path, found])).toEqual([['/text', what]])
    expect(JSON.stringify(problems)).not.toContain(secret)
  })

  it.each([
    'the flag fb_checkout_new is off, and xoxb tokens were rotated',
    '-----BEGIN CERTIFICATE-----',
    'trace 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'AKIA is how their keys begin',
  ])('may speak of such things: %s', (text) => {
    expect(findSecretForms(text, '/text')).toEqual([])
  })
})
