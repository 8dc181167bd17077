// The control plane's API, as far as the drill asks it beside the commands that it types.

import type { World } from './world.ts'

export interface Control {
  put(path: string, body: object): Promise<void>
  putDocument(document: object): Promise<void>
  committedRevision(): Promise<string | null>
  incidents(): Promise<readonly { readonly id: string }[]>
  incident(id: string): Promise<{ readonly verification?: { readonly readyAt: string | null } }>
  /** The newest one. */
  rollout(): Promise<{ readonly status: string; readonly stage: number; readonly verdict: string }>
  postMortem(id: string): Promise<string>
  awaitingApproval(): Promise<readonly string[]>
  /** By status. */
  notificationCounts(): Promise<Readonly<Record<string, number>>>
  /** Of somebody else. */
  secondToken(): Promise<string>
}

export function openControl({ adminUrl }: Pick<World, 'adminUrl'>, token: string): Control {
  let second: string | undefined
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const response = await fetch(adminUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text
  }
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, member by member
  const get = async (path: string): Promise<any> => JSON.parse(await ask('GET', path))
  return {
    put: async (path, body) => void (await ask('PUT', path, body)),
    putDocument: async (document) => {
      await ask('PUT', '/api/v1/document?reason=the%20drill', document, { 'if-match': '*' })
    },
    // While the workers start again nobody answers.
    committedRevision: () =>
      get('/api/v1/head').then(
        ({ committedRevision }) => committedRevision,
        () => null,
      ),
    incidents: async () => (await get('/api/v1/incidents')).items,
    incident: (id) => get(`/api/v1/incidents/${id}`),
    rollout: async () => (await get('/api/v1/rollouts?limit=1')).items[0],
    postMortem: (id) => ask('GET', `/api/v1/incidents/${id}/postmortem`),
    awaitingApproval: async () => {
      const { items } = await get('/api/v1/notifications?status=awaiting-approval')
      return items.map(({ key }: { key: string }) => key)
    },
    notificationCounts: async () => {
      const counts: Record<string, number> = {}
      for (let cursor = ''; ; ) {
        const { items, next } = await get(`/api/v1/notifications?limit=100${cursor}`)
        for (const { status } of items) counts[status] = (counts[status] ?? 0) + 1
        if (next === undefined) return counts
        cursor = `&cursor=${encodeURIComponent(next)}`
      }
    },
    secondToken: async () => {
      const made = { name: 'the approver', scopes: ['read', 'incident', 'rollout'] }
      second ??= JSON.parse(await ask('POST', '/api/v1/tokens', made)).token as string
      return second
    },
  }
}
