import { beforeEach, describe, expect, it } from 'vitest'
import { endpoints } from '../../../admin/api/app.ts'
import { cascade } from '../../../admin/api/example-cascade.ts'
import { channelInput } from '../../../admin/api/example-channels.ts'
import { document, policyInput, rule } from '../../../admin/api/example-records.ts'
import { exampleOf } from '../../../admin/api/open-api.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { insertCascade, type NewCascade } from '../../../admin/objects/root/stores/cascade-rows.ts'
import { ask, freshDeployments, get, inRoot, post, putDocument, tokenWith } from '../deployment.ts'
import { implement, makeReady, open, openAnIncident, people, suite } from '../hotfix/hotfix-fixture.ts'
import { passCriteria } from '../incidents/incident-fixture.ts'
import { addChannel, addIncident, message, put as putNotifications, tick } from '../outbox/outbox-fixture.ts'

freshDeployments()

/** What the examples name, and is made with a name of its own. */
const made = new Map<string, string>()

const named = endpoints.map((one) => [`${one.method.toUpperCase()} ${one.path}`, one] as const)

/** Is asked by its own test, with a platform that can go back. */
const endsTheRoot = 'POST /api/v1/restore'

/** A deployment that has everything the examples name. */
beforeEach(async () => {
  const system = { name: 'n', owner: 'o', paths: [], dependsOn: [], critical: true, approval: false }
  for (const id of ['checkout', 'search']) await ask('PUT', `/api/v1/systems/${id}`, { body: system })
  const $evaluators = { ...document.$evaluators, staff: rule }
  await putDocument({ ...document, $evaluators, flags: { ...document.flags, 'old-banner': { enabled: true } } })
  await putDocument({ ...document, $evaluators })
  await post('/api/v1/kills', { target: { flag: 'old-banner' }, reason: 'r' })
  const key = await post('/api/v1/keys', { name: 'a', kind: 'client' })
  made.set('DELETE /api/v1/keys/{id}', key.body.id)
  const token = await post('/api/v1/tokens', { name: 'a', scopes: ['read'] })
  made.set('DELETE /api/v1/tokens/{id}', token.body.id)
  await makeChanges()
  // After the incident that breaking the glass opens: of which they would have to tell.
  for (const id of ['ops-hook', 'old-hook']) await ask('PUT', `/api/v1/channels/${id}`, { body: channelInput })
  made.set('GET /api/v1/restore', await inRoot((root) => new Date(root.surroundings.now()).toISOString()))
})

/** A rollout that runs, and a flag for another: for the operations that are about them. */
async function rollOut(): Promise<void> {
  const carts = { 'fast-cart': { enabled: false }, 'slow-cart': { enabled: false } }
  await putDocument({ ...document, flags: { ...document.flags, ...carts } })
  await post('/api/v1/policies', policyInput)
  await post('/api/v1/rollouts', { flag: 'fast-cart', variant: 'on', policy: 'quick', reason: 'r' })
}

/** One that runs, and one that is announced. */
async function deployTwo(): Promise<void> {
  await post('/api/v1/deployments', { system: 'checkout', version: '2.14.1' })
  await post('/api/v1/deployments', { system: 'search', version: '7', status: 'announced' })
}

/** A hotfix that has come as far as the operation needs it. */
async function makeHotfix(name: string): Promise<void> {
  const carts = { 'new-checkout': { enabled: false } }
  const staff = { internal: rule }
  await putDocument({ flags: carts, $evaluators: staff })
  const paths = ['services/checkout/**']
  const system = { name: 'n', owner: 'o', paths, dependsOn: [], critical: true, approval: false }
  await ask('PUT', '/api/v1/systems/checkout', { body: system, headers: { 'if-match': '*' } })
  const incident = await openAnIncident()
  const hotfix = `${incident}-1`
  made.set('POST /api/v1/incidents/{id}/hotfixes', incident)
  for (const [other, { path }] of named) if (path.startsWith('/api/v1/hotfixes/{id}')) made.set(other, hotfix)
  if (name === 'POST /api/v1/incidents/{id}/hotfixes') return
  const who = await people()
  if (name.endsWith('/roll')) return void (await makeReady(incident, who, 'new-checkout'))
  await open(incident, who.ann)
  if (name.endsWith('/suite') || name.endsWith('/approve')) await implement(hotfix, who.ann, { flag: 'new-checkout' })
  if (name.endsWith('/approve')) await suite(hotfix, who.ann)
}
/** One that was acted on: nobody can ask for one. */
const cascadeOf = (): Promise<string> =>
  inRoot((_, { storage }) => insertCascade(openDatabase(storage), { ...(cascade as unknown as NewCascade), at: 1 }))

/** One that waits, and one that broke the glass: by somebody else than whoever asks. */
async function makeChanges(): Promise<void> {
  const ann = await tokenWith(['write'])
  const share = (key: string, percent: number, query = '') => {
    const body = { enabled: true, rollout_percentage: percent, fuseboard: { approval: true } }
    return ask('PUT', `/api/v1/flags/${key}?reason=r${query}`, { token: ann, body, headers: { 'if-match': '*' } })
  }
  for (const key of ['paid', 'urgent']) {
    await ask('PUT', `/api/v1/flags/${key}`, { body: { enabled: false, fuseboard: { approval: true } } })
  }
  const waiting = (await share('paid', 25)).body.pending.id
  for (const name of ['GET /api/v1/changes/{id}', 'POST /api/v1/changes/{id}/approve']) made.set(name, waiting)
  made.set('POST /api/v1/changes/{id}/reject', waiting)
  made.set('POST /api/v1/changes/{id}/review', (await share('urgent', 25, '&breakGlass=true')).body.breakGlass.id)
}

/** Incidents where each step is the next one: one contained, one whose fix is looked for, one verified for long. */
async function makeIncidents(): Promise<void> {
  for (const id of ['ann', 'bob']) await ask('PUT', `/api/v1/responders/${id}`, { body: { name: id } })
  const open = async (severity: number): Promise<string> =>
    (await post('/api/v1/incidents', { title: 't', severity, systems: ['checkout'] })).body.id
  const step = (id: string, name: string, body: unknown) => post(`/api/v1/incidents/${id}/${name}`, body)
  const advance = async (id: string, phases: readonly string[]) => {
    await step(id, 'contain', { how: 'other', reason: 'r' })
    for (const to of phases) await step(id, 'advance', { to })
  }
  const [contained, unfixed, verified] = [await open(2), await open(4), await open(4)]
  await step(contained, 'command', { commander: 'ann' })
  await advance(unfixed, ['investigate', 'fix'])
  await advance(verified, ['investigate', 'fix'])
  await step(verified, 'fix', { how: 'revert', reason: 'r' })
  await step(verified, 'advance', { to: 'verify' })
  await passCriteria(verified)
  const others: Readonly<Record<string, string>> = { fix: unfixed, relapse: verified, close: verified }
  for (const [name, { path }] of named) {
    const last = path.slice(path.lastIndexOf('/') + 1)
    if (path.startsWith('/api/v1/incidents/{id}')) made.set(name, others[last] ?? contained)
  }
}

/** An incident with a post that awaits approval, and one that nobody could deliver. */
async function notify(): Promise<void> {
  await addIncident()
  await addChannel('posts')
  const told = message('Some payments fail.', { audience: 'customers' })
  const post1 = { channel: 'posts', message: told, needsApproval: true }
  const [waiting] = await putNotifications(post1)
  for (const name of ['GET /api/v1/notifications/{key}', 'POST /api/v1/notifications/{key}/approve']) {
    made.set(name, waiting!)
  }
  made.set('POST /api/v1/notifications/{key}/withdraw', waiting!)
  const [dead] = await putNotifications({ channel: 'removed', message: told, purpose: 'hook' })
  await tick()
  await addChannel('removed')
  made.set('POST /api/v1/notifications/{key}/retry', dead!)
}

/** Parameters that count what belongs to the thing: they are as the example has them. */
const numbered: ReadonlySet<string> = new Set(['n'])

function addressOf(name: string, path: string): string {
  const { params = {}, query: shown = {} } = exampleOf(endpointNamed(name)) ?? {}
  // A point in time has to lie in this deployment's life.
  const query = shown.at === undefined ? shown : { ...shown, at: made.get(name) ?? '' }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, param) => {
    const own = numbered.has(param) ? undefined : made.get(name)
    return encodeURIComponent(own ?? params[param] ?? `no example for ${param}`)
  })
  const search = new URLSearchParams(query).toString()
  return search === '' ? filled : `${filled}?${search}`
}

const endpointNamed = (name: string) => named.find(([other]) => other === name)![1]

describe('every operation', () => {
  it.each(named)('answers as it is described: %s', async (name, declared) => {
    const example = exampleOf(declared)
    expect(example, `${name} has no example`).toBeDefined()
    const { headers = {}, body, status, answer } = example!
    if (name === endsTheRoot) {
      expect(declared.answers[status]?.schema?.parse(answer)).toEqual(answer)
      return
    }
    if (/rollouts|policies/.test(name)) await rollOut()
    if (/hotfixes/.test(name)) await makeHotfix(name)
    else if (/incidents|alerts|responders/.test(name)) await makeIncidents()
    if (/deployments\/\{id\}/.test(name)) await deployTwo()
    if (/notifications/.test(name)) await notify()
    if (/cascades/.test(name)) await cascadeOf()
    const contentType = {
      'content-type': name.startsWith('PATCH') ? 'application/merge-patch+json' : 'application/json',
    }
    const told = await ask(declared.method.toUpperCase(), addressOf(name, declared.path), {
      headers: { ...headers, ...(body !== undefined && contentType) },
      ...(body !== undefined && { body }),
    })
    expect(told.status, JSON.stringify(told.body)).toBe(status)
    const schema = declared.answers[status]?.schema
    if (schema === undefined) {
      expect([told.body, answer]).toEqual([undefined, undefined])
      return
    }
    // What is not described would be left out of the parsed value.
    expect(schema.parse(told.body)).toEqual(told.body)
    expect(schema.parse(answer)).toEqual(answer)
    if (body !== undefined) expect(declared.body?.safeParse(body).success).toBe(true)
  })

  it('shows its examples in the description', async () => {
    const { body } = await get('/api/openapi.json', { token: null })
    expect(body.openapi).toBe('3.1.0')
    for (const [name, { method, path, answers }] of named) {
      const operation = body.paths[path]?.[method]
      const example = exampleOf({ method, path })!
      const parameters: { name: string; in: string; example?: unknown; schema: { example?: unknown } }[] =
        operation.parameters ?? []
      const shownAt = (place: string, field: string) => {
        const found = parameters.find((one) => one.in === place && one.name === field)
        return found?.example ?? found?.schema.example
      }
      for (const [field, value] of Object.entries(example.params ?? {})) expect(shownAt('path', field)).toBe(value)
      for (const [field, value] of Object.entries(example.query ?? {})) expect(shownAt('query', field)).toBe(value)
      for (const field of Object.keys(example.headers ?? {})) expect(shownAt('header', field), name).toBeDefined()
      const [content] = Object.values<{ example?: unknown }>(operation.requestBody?.content ?? {})
      expect(content?.example, name).toEqual(example.body)
      const told = operation.responses[example.status]
      if (answers[example.status]?.schema !== undefined) {
        expect(Object.values<{ example?: unknown }>(told.content)[0]?.example, name).toEqual(example.answer)
      }
      expect(operation.responses.default.content['application/problem+json'].example).toMatchObject({ status: 403 })
    }
  })

  it('has one description', () => {
    expect(new Set(named.map(([name]) => name)).size).toBe(named.length)
  })
})
