// A thousand writes of every kind, many at a time, and a record of what was acknowledged.

import type { Answer, Deployment } from './deployment.ts'

export interface Acknowledged {
  readonly kills: Map<string, { readonly seq: number; readonly flag: string }>
  readonly lifts: Map<string, { readonly seq: number }>
  /** Token id to token. */
  readonly tokens: Map<string, string>
  readonly systems: Set<string>
  readonly revisions: string[]
  count: number
}

export const nothingYet = (): Acknowledged => ({
  kills: new Map(),
  lifts: new Map(),
  tokens: new Map(),
  systems: new Set(),
  revisions: [],
  count: 0,
})

/** Writes until everything is written or the deployment is gone; `onWrite` is called after each acknowledged one. */
export async function write(
  deployment: Deployment,
  life: number,
  total: number,
  record: Acknowledged,
  onWrite: () => void,
): Promise<void> {
  let next = 0
  async function lane(): Promise<void> {
    for (let i = next++; i < total; i = next++) {
      await one(deployment, `${life}-${i}`, i, record)
      record.count++
      onWrite()
    }
  }
  // Documents go one after the other: they are about the same thing.
  async function documents(): Promise<void> {
    for (let i = 0; next < total; i++) {
      const flags = Object.fromEntries(
        Array.from({ length: 20 }, (_, n) => [`flag-${n}`, { enabled: (i + n) % 3 === 0 }]),
      )
      const { body } = expectOk(
        await deployment.ask('PUT', `/api/v1/document?reason=life-${life}`, { flags, metadata: { life, i } }),
      )
      record.revisions.push(body.revision)
      record.count++
      onWrite()
    }
  }
  await Promise.allSettled([documents(), ...Array.from({ length: 12 }, lane)])
}

async function one(deployment: Deployment, name: string, i: number, record: Acknowledged): Promise<void> {
  if (i % 5 === 3) {
    const { body } = expectOk(await deployment.ask('POST', '/api/v1/tokens', { name, scopes: ['read'] }))
    record.tokens.set(body.id, body.token)
    return
  }
  if (i % 5 === 4) {
    const system = { name, owner: 'o', paths: [], dependsOn: [], critical: false }
    expectOk(await deployment.ask('PUT', `/api/v1/systems/s-${name}`, system))
    record.systems.add(`s-${name}`)
    return
  }
  const flag = `kill-${name}`
  const { body } = expectOk(await deployment.ask('POST', '/api/v1/kills', { target: { flag }, reason: 'test' }))
  record.kills.set(body.id, { seq: body.seq, flag })
  const lift = expectOk(await deployment.ask('DELETE', `/api/v1/kills/${body.id}?reason=over`))
  record.lifts.set(body.id, { seq: lift.body.seq })
}

function expectOk(answer: Answer): Answer {
  if (answer.status < 300) return answer
  throw new Error(`refused: ${JSON.stringify(answer.body)}`)
}
