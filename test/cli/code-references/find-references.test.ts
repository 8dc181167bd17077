import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCalledKeys } from '../../../cli/code-references/called-keys.ts'
import { createFinder } from '../../../cli/code-references/find-references.ts'
import { otherSpellings } from '../../../cli/code-references/spellings.ts'

const find = (text: string, ...keys: string[]) =>
  createFinder(keys)(text).map(({ key, certainty, line }) => `${key} ${certainty} ${line}`)

describe('references of a flag key', () => {
  it.each([
    [`if (await flags.isEnabled('new-checkout')) {`, 'sure'],
    ['flag = `new-checkout`', 'sure'],
    ['# turn on new-checkout first', 'sure'],
    ['proxy_pass http://fuseboard/v1/gate/new-checkout;', 'sure'],
    ['run --new-checkout', 'sure'],
    ['const newCheckout = true', 'perhaps'],
    ['NEW_CHECKOUT=1', 'perhaps'],
    ['class NewCheckout {}', 'perhaps'],
    ['new_checkout: true', 'perhaps'],
  ])('%s is %s', (text, certainty) => {
    expect(find(text, 'new-checkout')).toEqual([`new-checkout ${certainty} 1`])
  })

  it.each(['new-checkout-v2', 'a-new-checkout', 'new-checkouts', 'renewCheckout', 'new checkout', 'größenew-checkout'])(
    '%s is none',
    (text) => expect(find(text, 'new-checkout')).toEqual([]),
  )

  it('of one plain word are sure only in quotes or in an address', () => {
    const text = ['the banner', '"banner"', "'banner`", '/v1/gate/banner', '/ofrep/v1/evaluate/flags/banner'].join('\n')
    expect(find(text, 'banner')).toEqual([
      'banner perhaps 1',
      'banner sure 2',
      'banner perhaps 3',
      'banner sure 4',
      'banner sure 5',
    ])
  })

  it('are found for keys that are no word, and for names every object has', () => {
    expect(find('x\n"größe/50% 😀" y', 'größe/50% 😀')).toEqual(['größe/50% 😀 sure 2'])
    expect(find('a.b.c\n"shop.banner"', 'shop.banner', 'a.b')).toEqual(['a.b sure 1', 'shop.banner sure 2'])
    expect(find('"constructor" + "__proto__"', 'constructor', '__proto__', 'toString')).toEqual([
      'constructor sure 1',
      '__proto__ sure 1',
    ])
  })

  it('name a line once, with the best it says, and show it cut', () => {
    const [found, ...more] = createFinder(['a-b'])(`  aB = ${'x'.repeat(300)} 'a-b' A_B a-b\n`)
    expect(more).toEqual([])
    expect(found).toMatchObject({ certainty: 'sure', line: 1 })
    expect(found!.text).toHaveLength(200)
  })

  it('are found wherever a key stands in quotes, on its line', () => {
    const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)
    const lines = fc.array(fc.stringMatching(/^[ =;(){}]{0,12}$/), { maxLength: 8 })
    fc.assert(
      fc.property(key, lines, lines, (flag, before, after) => {
        const text = [...before, `check("${flag}")`, ...after].join('\n')
        expect(createFinder([flag])(text)).toEqual([
          { key: flag, certainty: 'sure', line: before.length + 1, text: `check("${flag}")` },
        ])
      }),
    )
  })

  it('survive anything for a key and for a text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1 })),
        fc.string({ unit: 'binary' }),
        (keys, text) => {
          createFinder(keys)(text + keys.join(' '))
          findCalledKeys(text + keys.join(' '))
        },
      ),
    )
  })
})

describe('other spellings', () => {
  it.each([
    ['new-checkout', ['newCheckout', 'NewCheckout', 'new_checkout', 'NEW_CHECKOUT']],
    ['newCheckout', ['NewCheckout', 'new_checkout', 'NEW_CHECKOUT', 'new-checkout']],
    [
      'shop.new_checkout',
      ['shopNewCheckout', 'ShopNewCheckout', 'shop_new_checkout', 'SHOP_NEW_CHECKOUT', 'shop-new-checkout'],
    ],
    ['banner', []],
    ['a-b', []],
    ['', []],
  ])('of %s', (key, spellings) => expect(otherSpellings(key)).toEqual(spellings))
})

describe('keys that code asks for', () => {
  it.each([
    `await env.FLAGS.isEnabled('old-flag', { targetingKey })`,
    'client.getBooleanValue("old-flag", false)',
    'client.get_boolean_value("old-flag", False)',
    'client.getStringDetails(\n  `old-flag`, "a")',
    `useBooleanFlagValue('old-flag', false)`,
    `app.post('/checkout', gate('old-flag', options), checkout)`,
    'curl https://flags.example/v1/gate/old-flag?user=1',
    'POST /ofrep/v1/evaluate/flags/old%2Dflag',
    'see /v1/gate/old-flag.',
  ])('%s', (text) => {
    expect(findCalledKeys(text).map(({ key }) => key)).toEqual(['old-flag'])
  })

  it.each([
    'isEnabled(key)',
    `isEnabled(\`a-\${b}\`)`,
    `/v1/gate/\${key}`,
    '/v1/gate/{key}',
    '/v1/gate/:key',
    '/v1/gate/',
    '/v1/gate/%E0%A4%A',
    `delegate('x')`,
    `isEnabled('unfinished`,
  ])('%s names none', (text) => expect(findCalledKeys(text)).toEqual([]))

  it('come in the order of the text, with their lines', () => {
    const text = `gate('b')\n  /v1/gate/a\nisEnabled("c")`
    expect(findCalledKeys(text)).toEqual([
      { key: 'b', line: 1, text: "gate('b')" },
      { key: 'a', line: 2, text: '/v1/gate/a' },
      { key: 'c', line: 3, text: 'isEnabled("c")' },
    ])
  })
})
