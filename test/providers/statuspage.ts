// Stands in for Statuspage, for one page with its components. It takes no key, and no more than it says about a component.

import {
  counter,
  type FakeProvider,
  fakeProvider,
  isText,
  json,
  type Members,
  objectIn,
  surplus,
} from './fake-provider.ts'

export interface FakeStatusIncident {
  readonly id: string
  name: string
  status: string
  metadata: Members
  /** The texts that customers read, in order. */
  readonly bodies: string[]
}

interface StatuspageSet {
  readonly page: string
  readonly apiKey: string
  readonly components?: readonly string[]
}

const members = ['name', 'status', 'body', 'component_ids', 'components', 'metadata']
const statuses = ['investigating', 'identified', 'monitoring', 'resolved']
const componentStatuses = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage']

export interface FakeStatuspage extends FakeProvider<FakeStatusIncident> {
  /** What each component shows now. */
  readonly shown: Map<string, string>
}

export function fakeStatuspage({ page, apiKey, components = [] }: StatuspageSet): FakeStatuspage {
  const taken: FakeStatusIncident[] = []
  const shown = new Map(components.map((id) => [id, 'operational']))
  const nextId = counter('p', 12)
  const write = (incident: FakeStatusIncident | undefined, given: Members): FakeStatusIncident => {
    const written = incident ?? { id: nextId(), name: '', status: '', metadata: {}, bodies: [] }
    Object.assign(written, { name: given.name, status: given.status, metadata: given.metadata ?? written.metadata })
    written.bodies.push(String(given.body))
    for (const [id, status] of Object.entries((given.components ?? {}) as Members)) shown.set(id, String(status))
    if (incident === undefined) taken.unshift(written)
    return written
  }
  const base = `/v1/pages/${page}`
  const fake = fakeProvider(taken, ({ request, url, body }) => {
    const { method, headers } = request
    if (headers.get('authorization') !== `OAuth ${apiKey}`) return json(401, { error: 'Could not authenticate' })
    if (url.pathname === base && method === 'GET') return json(200, { id: page, name: 'Shop' })
    if (url.pathname === `${base}/incidents` && method === 'GET') return json(200, taken.slice(0, limitOf(url)))
    const id = url.pathname.startsWith(`${base}/incidents/`) ? url.pathname.slice(`${base}/incidents/`.length) : null
    const isCreation = url.pathname === `${base}/incidents` && method === 'POST'
    if (!isCreation && (id === null || method !== 'PATCH')) return json(404, { error: 'Not found' })
    const known = taken.find((incident) => incident.id === id)
    if (!isCreation && known === undefined) return json(404, { error: 'Not found' })
    if (headers.get('content-type') !== 'application/json') return json(415, { error: 'Unsupported Media Type' })
    const errors = errorsOf(objectIn(body)?.incident, shown)
    if (errors.length > 0) return json(422, { error: errors })
    return json(isCreation ? 201 : 200, write(known, objectIn(body)?.incident as Members))
  })
  return { ...fake, shown }
}

const limitOf = ({ searchParams }: URL): number => Math.min(100, Number(searchParams.get('limit') ?? 100))

function errorsOf(incident: unknown, shown: ReadonlyMap<string, string>): string[] {
  if (typeof incident !== 'object' || incident === null) return ['incident is missing']
  const given = incident as Members
  const errors = surplus(given, members).map((name) => `${name} is not known`)
  if (!isText(given.name, 255)) errors.push("Name can't be blank")
  if (!statuses.includes(String(given.status))) errors.push('Status is not included in the list')
  if (!isText(given.body, 25_000, 0)) errors.push('Body is too long')
  const ids = (given.component_ids ?? []) as readonly string[]
  const components = (given.components ?? {}) as Members
  for (const id of ids) if (!shown.has(id)) errors.push(`Component ${id} does not exist`)
  for (const [id, status] of Object.entries(components)) {
    if (!ids.includes(id) || !componentStatuses.includes(String(status))) errors.push(`Component ${id} is invalid`)
  }
  const isMetadata = Object.values((given.metadata ?? {}) as Members).every((one) => typeof one === 'object')
  if (!isMetadata) errors.push('Metadata has to be objects')
  return errors
}
