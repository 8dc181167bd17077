import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { type GateOptions, gate } from '../../../worker/gate/middleware.ts'

/** A worker with one gated route, asked once. */
async function ask(env: object | undefined, options?: GateOptions, headers: Record<string, string> = {}) {
  const app = new Hono()
  let passed = 0
  app.get('/checkout', gate('new-checkout', options), (c) => {
    passed++
    return c.text('the new checkout')
  })
  const response = await app.request('/checkout', { headers }, env as never)
  return { status: response.status, text: await response.text(), passed }
}

const says = (answer: unknown) => ({ FLAGS: { isEnabled: async () => answer } })
const open = { status: 200, text: 'the new checkout', passed: 1 }
const closed = { status: 404, passed: 0 }

describe('gate()', () => {
  it('lets a request through when the flag is on', async () => {
    expect(await ask(says(true))).toEqual(open)
  })

  it.each([false, undefined, null, 'true', 1, {}])(
    'stops it, as if nothing were there, when the answer is %j',
    async (answer) => {
      expect(await ask(says(answer))).toMatchObject(closed)
    },
  )

  it.each([
    ['the binding rejects', { FLAGS: { isEnabled: () => Promise.reject(new Error('gone')) } }],
    [
      'the binding throws',
      {
        FLAGS: {
          isEnabled: () => {
            throw new Error('gone')
          },
        },
      },
    ],
    ['the binding is missing', {}],
    ['there is no environment', undefined],
    ['the binding is something else', { FLAGS: { get: () => true } }],
    ['the binding is named otherwise', { OTHER: says(true).FLAGS }],
  ])('stops it when %s', async (_name, env) => {
    expect(await ask(env)).toMatchObject(closed)
  })

  it('finds the binding under another name', async () => {
    expect(await ask({ OTHER: says(true).FLAGS }, { binding: 'OTHER' })).toEqual(open)
  })

  it('asks for its key with the context of the request', async () => {
    const asked: unknown[] = []
    const env = {
      FLAGS: {
        isEnabled: async (...args: unknown[]) => {
          asked.push(args)
          return true
        },
      },
    }
    const context: GateOptions['context'] = async (c) => ({ targetingKey: c.req.header('x-user') })
    await ask(env, { context }, { 'x-user': 'user-1' })
    await ask(env)
    expect(asked).toEqual([
      ['new-checkout', { targetingKey: 'user-1' }],
      ['new-checkout', {}],
    ])
  })

  describe('with a drill pass in the request', () => {
    const asked: unknown[] = []
    const env = { FLAGS: { isEnabled: async (...args: unknown[]) => asked.push(args) > 0 } }
    const contextGiven = async (given: unknown) => {
      asked.length = 0
      await ask(env, { context: () => given as never }, { 'fuseboard-drill': 'the pass' })
      return (asked[0] as unknown[])[1]
    }

    it('hands it on beside the context', async () => {
      expect(await contextGiven({ targetingKey: 'user-1', $drill: 'of the application' })).toEqual({
        targetingKey: 'user-1',
        $drill: 'the pass',
      })
      expect(await contextGiven(undefined)).toEqual({ $drill: 'the pass' })
      expect(await contextGiven(Object.assign(Object.create(null), { plan: 'gold' }))).toMatchObject({ plan: 'gold' })
    })

    it.each([[['gold']], ['gold'], [new Map([['plan', 'gold']])], [new Date(0)]])(
      'leaves what is no context as it is: %j',
      async (given) => {
        expect(await contextGiven(given)).toBe(given)
      },
    )
  })

  it('stops it when the context cannot be made', async () => {
    const context = () => Promise.reject(new Error('no session'))
    expect(await ask(says(true), { context })).toMatchObject(closed)
  })

  it('answers as it is told while closed', async () => {
    const answer = await ask(says(false), { closed: (c) => c.text('not yet', 503) })
    expect(answer).toEqual({ status: 503, text: 'not yet', passed: 0 })
  })

  it('leaves the errors of what it guards alone', async () => {
    const app = new Hono()
    app.onError((error, c) => c.text(error.message, 500))
    app.get('/', gate('new-checkout'), () => {
      throw new Error('the checkout failed')
    })
    const response = await app.request('/', {}, says(true))
    expect(await response.text()).toBe('the checkout failed')
  })
})
