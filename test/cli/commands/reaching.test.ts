import { describe, expect, it } from 'vitest'
import { retryDelayMs } from '../../../cli/api/exchange.ts'
import { desertedUrl, goodToken, problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const route = 'GET /api/v1/kills?limit=500'

describe('reaching an instance', () => {
  it('exits 3 when nothing listens, with a remedy, and one JSON value', async () => {
    const url = await desertedUrl()
    const args = ['kills', '--json', '--url', url, '--token', goodToken]
    const { code, stdout, stderr } = await stage.bare(args)
    expect(code).toBe(3)
    expect(stderr).toContain(`${url} cannot be reached: nothing listens there.`)
    expect(JSON.parse(stdout).error).toMatchObject({ exitCode: 3, remedy: expect.stringContaining('npm start') })
  })

  it('says that a kill may have arrived only where it may have', async () => {
    const lost = 'it may have arrived all the same'
    stage.admin.on('POST /api/v1/kills', { breaks: true })
    expect((await stage.run('kill', 'a', '--reason', 'x')).stderr).toContain(lost)
    const args = ['kill', 'a', '--reason', 'x', '--url', await desertedUrl(), '--token', goodToken]
    expect((await stage.bare(args)).stderr).not.toContain(lost)
  })

  it('repeats reads a few times, then says what stands in the way', async () => {
    stage.admin.on(route, { status: 502, text: '<html>bad gateway</html>' })
    const { code, stderr } = await stage.run('kills')
    expect(code).toBe(3)
    expect(stderr).toContain('something in front of it answers 502')
    expect(stage.admin.received).toHaveLength(3)
  })

  it('waits longer each time, and as long as the server asks, within reason', () => {
    expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, null))).toEqual([200, 600, 1800])
    expect(retryDelayMs(1, '2')).toBe(2000)
    expect(retryDelayMs(1, '86400')).toBe(5000)
    expect(retryDelayMs(1, 'Sat, 21 Nov 2026 10:00:00 GMT')).toBe(200)
  })

  it('follows no redirect', async () => {
    stage.admin.on(route, { status: 302, headers: { location: 'https://sign-in.example/' } })
    const { code, stderr } = await stage.run('kills')
    expect(code).toBe(3)
    expect(stderr).toContain('it redirects to https://sign-in.example/')
    expect(stage.admin.received).toHaveLength(1)
  })

  it.each([
    [{ text: '<html>hello</html>' }, 'an answer that is no JSON'],
    [{ body: { items: [{ id: 1 }] } }, 'something else in "items.0'],
    [{ body: [] }, 'another shape'],
    [{ status: 404, text: 'not found' }, 'a bare 404'],
  ])('tells an answer that is not an admin worker’s: %#', async (answer, found) => {
    stage.admin.on(route, answer)
    const { code, stderr } = await stage.run('kills')
    expect(code).toBe(1)
    expect(stderr).toContain('does not answer like a Fuseboard admin worker')
    expect(stderr).toContain(found)
  })

  it('renders a problem whole: detail, places, remedy', async () => {
    const errors = [
      { pointer: '/flags/a/state', detail: 'found "ON"; allowed: "ENABLED" or "DISABLED"' },
      { pointer: '', detail: 'found too much' },
    ]
    stage.admin.on(route, problem(422, 'invalid-document', 'The document has 2 problems.', { errors }))
    const { code, stderr } = await stage.run('kills')
    expect(code).toBe(1)
    expect(stderr).toContain(`invalid-document: The document has 2 problems. (422)
  /flags/a/state: found "ON"; allowed: "ENABLED" or "DISABLED"
  the whole: found too much
`)
  })

  it('says a single place once', async () => {
    const detail = '/reason: found ""; allowed: text of 1 to 500 characters'
    const errors = [{ pointer: '/reason', detail: detail.slice('/reason: '.length) }]
    stage.admin.on(route, problem(422, 'invalid-body', detail, { errors }))
    expect((await stage.run('kills')).stderr.split(detail)).toHaveLength(2)
  })

  it('hands the problem on as it came with --json', async () => {
    const answer = problem(429, 'too-many-attempts', 'Ten failed sign-ins within a minute.')
    stage.admin.on(route, { ...answer, headers: { ...answer.headers, 'retry-after': '37' } })
    const { code, value } = await stage.json('kills')
    expect(code).toBe(1)
    expect(value.error).toMatchObject({ remedy: 'Wait 37 s, then repeat.', problem: answer.body })
  })
})
