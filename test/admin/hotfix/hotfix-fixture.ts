// An incident, the systems that a hotfix may touch, and two people: for the tests of hotfixes.

import { openDatabase } from '../../../admin/objects/root/database.ts'
import { openIncident } from '../../../admin/objects/root/incident/open-incident.ts'
import { type IncidentChange, saveIncident } from '../../../admin/objects/root/stores/incident-rows.ts'
import { entriesAfter } from '../../../admin/objects/root/stores/timeline-rows.ts'
import type { Severity } from '../../../domain/incident/incident.ts'
import type { Scope } from '../../../protocol/scopes.ts'
import { ask, get, inRoot, post, tokenWith } from '../deployment.ts'

export async function openAnIncident(severity: Severity = 1): Promise<string> {
  return inRoot((root, { storage }) => {
    const how = { nowMs: root.surroundings.now(), by: 'ann', colos: [], newKey: () => 'k' }
    const input = { title: 'payments fail', severity, systems: ['checkout'], source: 'person' as const }
    return openIncident(openDatabase(storage), input, how).id
  })
}

export const changeIncident = (id: string, change: IncidentChange): Promise<void> =>
  inRoot((_, { storage }) => void saveIncident(openDatabase(storage), id, change))

/** As the incident's own act would record it, now. */
export const contain = (id: string): Promise<void> =>
  inRoot((root, { storage }) => {
    const at = new Date(root.surroundings.now()).toISOString()
    const containment = { at, by: 'ann', how: 'killed' as const, reason: 'off again', kills: [], flags: [] }
    saveIncident(openDatabase(storage), id, { containment })
  })

export const timeline = (id: string) => inRoot((_, { storage }) => entriesAfter(openDatabase(storage), id, 0, 100))

export const putSystem = (id: string, paths: readonly string[], dependsOn: readonly string[] = []) => {
  const body = { name: id, owner: 'o', paths, dependsOn, critical: false, approval: false }
  return ask('PUT', `/api/v1/systems/${id}`, { body })
}

const scopes: Scope[] = ['incident', 'rollout', 'read']

export interface People {
  readonly ann: string
  readonly bob: string
}

export async function people(): Promise<People> {
  return { ann: await tokenWith(scopes, 'ann'), bob: await tokenWith(scopes, 'bob') }
}

export const opening = {
  problem: 'carts with a voucher cannot be paid',
  hypothesis: 'the discount is taken twice',
  components: ['checkout'],
  tasks: ['tell support', 'write the test'],
}
export const implementation = {
  fix: 'take it once',
  diffStat: { files: ['services/checkout/a.ts', 'services/checkout/a.test.ts'], added: 5, removed: 2 },
  regressionTest: 'services/checkout/a.test.ts',
  flag: 'a',
}
export const passedSuite = { passed: true, ran: 3, failed: 0, skipped: [] }

export const open = (incident: string, token: string, more: object = {}) =>
  post(`/api/v1/incidents/${incident}/hotfixes`, { ...opening, ...more }, { token })
export const step = (id: string, name: string, token: string, body: object = {}) =>
  post(`/api/v1/hotfixes/${id}/${name}`, body, { token })
export const implement = (id: string, token: string, more: object = {}) =>
  step(id, 'implement', token, { ...implementation, ...more })
export const suite = (id: string, token: string, result: object = passedSuite) => step(id, 'suite', token, { result })
export const hotfix = async (id: string) => (await get(`/api/v1/hotfixes/${id}`)).body

/** Everything before the roll: opened and implemented by one, approved by the other. */
export async function makeReady(incident: string, { ann, bob }: People, flag = 'a'): Promise<string> {
  const { id } = (await open(incident, ann)).body
  await implement(id, ann, { flag })
  await suite(id, ann)
  await step(id, 'approve', bob)
  return id
}
