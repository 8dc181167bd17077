// A small shop with flags, systems and people, and incidents in it.

import { type Ask, ask, get, inRoot, post, putDocument } from '../deployment.ts'

export const flag = (system?: string, state: 'ENABLED' | 'DISABLED' = 'ENABLED') => ({
  state,
  variants: { on: true, off: false },
  defaultVariant: 'on',
  fuseboard: { offVariant: 'off', ...(system !== undefined && { system }) },
})

export const system = (id: string, dependsOn: readonly string[] = []) =>
  ask('PUT', `/api/v1/systems/${id}`, { body: { name: id, owner: 'team', paths: [], dependsOn, critical: true } })

export const responder = (id: string, rank?: number) =>
  ask('PUT', `/api/v1/responders/${id}`, { body: { name: `${id} Example`, ...(rank !== undefined && { rank }) } })

/** payments ← checkout; payments has two flags that are on and one that is off; ann and bob are on call. */
export async function openShop(): Promise<void> {
  await system('payments')
  await system('checkout', ['payments'])
  await putDocument({
    flags: {
      'pay-fast': flag('payments'),
      'pay-later': flag('payments'),
      'pay-old': flag('payments', 'DISABLED'),
      cart: flag('checkout'),
      banner: flag(),
    },
  })
  await responder('ann', 1)
  await responder('bob', 2)
}

export const open = (more: Record<string, unknown> = {}, ask: Ask = {}) =>
  post('/api/v1/incidents', { title: 'Payments fail', severity: 1, systems: ['payments'], ...more }, ask)
export const act = (step: string, body: unknown = {}, id = 'i1', ask: Ask = {}) =>
  post(`/api/v1/incidents/${id}/${step}`, body, ask)
export const incident = async (id = 'i1') => (await get(`/api/v1/incidents/${id}`)).body
export const timeline = async (id = 'i1') => (await get(`/api/v1/incidents/${id}/timeline?limit=500`)).body.items
export const kinds = async (id = 'i1') => (await timeline(id)).map(({ kind }: { kind: string }) => kind)

/** As verification leaves it when every criterion has passed for so many minutes. */
export const passCriteria = (id: string, minutes = 30): Promise<void> =>
  inRoot((root, state) => {
    const passingSince = new Date(root.surroundings.now() - minutes * 60_000).toISOString()
    const verification = { startedAt: passingSince, passingSince, readyAt: null, criteria: [] }
    state.storage.sql.exec('UPDATE incidents SET verification = ? WHERE id = ?', JSON.stringify(verification), id)
  })

/** As its post-mortem is planned. */
export const planPostMortem = (id: string): Promise<void> =>
  inRoot((_root, state) => {
    const plan = JSON.stringify({ owner: 'ann', due: '2027-02-07' })
    state.storage.sql.exec('UPDATE incidents SET post_mortem = ? WHERE id = ?', plan, id)
  })
