import { describe, expect, it } from 'vitest'
import { diff, head, revisionItem, revisions } from './answers.ts'
import { problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()

describe('fuseboard revisions', () => {
  it('lists the newest twenty, and says that there are more', async () => {
    stage.admin.on('GET /api/v1/revisions?limit=20', { body: { items: [revisionItem(2), revisionItem(1)], next: 'c' } })
    // A page may be shorter than asked for.
    stage.admin.on('GET /api/v1/revisions?limit=18&cursor=c', {
      body: { items: Array(18).fill(revisionItem(0)), next: 'd' },
    })
    const { code, stdout } = await stage.run('revisions')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^NUMBER +REVISION +MADE +BY +FLAGS +CHANGED +REASON\n2 +9f2c41aa07d1 .* ada +3 +1 +wider roll-out\n/,
    )
    expect(stdout).toContain('There are older ones: --limit 100')
  })

  it('prints the list as JSON', async () => {
    const items = [revisionItem(2), revisionItem(1)]
    stage.admin.on('GET /api/v1/revisions?limit=2', { body: { items, next: 'c' } })
    expect((await stage.json('revisions', '--limit', '2')).value).toEqual({ items, next: 'c' })
  })

  it('refuses a limit that is no number', async () => {
    const { code, stderr } = await stage.run('revisions', '--limit', 'many')
    expect(code).toBe(2)
    expect(stderr).toContain('--limit: found "many"; allowed: a whole number from 1.')
  })
})

describe('fuseboard revisions show', () => {
  it('shows who made it, why, and the flags', async () => {
    const document = { flags: { a: { state: 'ENABLED' } } }
    stage.admin.on('GET /api/v1/revisions/9f2c41aa', { body: { ...revisionItem(2), document } })
    const { code, stdout } = await stage.run('revisions', 'show', '9f2c41aa')
    expect(code).toBe(0)
    expect(stdout).toContain(`Revision 2  ${revisions.current}`)
    expect(stdout).toContain('by ada: wider roll-out')
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toEqual(document)
    expect((await stage.json('revisions', 'show', '9f2c41aa')).value.document).toEqual(document)
  })

  it('keeps a name within its place in the path', async () => {
    stage.admin.on('GET /api/v1/revisions/..%2Fhead', problem(404, 'not-found', 'There is no revision "../head".'))
    const { code, stderr } = await stage.run('revisions', 'show', '../head')
    expect(code).toBe(1)
    expect(stderr).toContain('not-found: There is no revision "../head". (404)')
  })
})

describe('fuseboard revisions diff', () => {
  it('compares with the revision before it', async () => {
    stage.admin.on('GET /api/v1/revisions/2/diff?limit=500', { body: diff() })
    const { code, stdout } = await stage.run('revisions', 'diff', '2')
    expect(code).toBe(0)
    expect(stdout).toBe(`9f2c41aa07d1 → 11aa22bb33cc: 1 flag

new-checkout (changed)
  - state: "ENABLED"
  + state: "DISABLED"
`)
  })

  it('shows every flag of a long difference', async () => {
    const [item] = (diff() as { items: object[] }).items
    const route = 'GET /api/v1/revisions/2/diff?limit=500'
    stage.admin.on(route, { body: diff({ items: Array(500).fill(item), next: 'c' }) })
    stage.admin.on(`${route}&cursor=c`, { body: diff() })
    const { value } = await stage.json('revisions', 'diff', '2')
    expect(value).toEqual(diff({ items: Array(501).fill(item) }))
  })

  it('goes from the first to the second', async () => {
    stage.admin.on('GET /api/v1/revisions/5/diff?against=3&limit=500', { body: diff({ items: [] }) })
    expect((await stage.run('revisions', 'diff', '3', '5')).stdout).toContain('no flag differs')
    expect((await stage.json('revisions', 'diff', '3', '5')).value).toEqual(diff({ items: [] }))
  })

  it.each([[[]], [['1', '2', '3']]])('takes one or two revisions, not %j', async (args) => {
    expect((await stage.run('revisions', 'diff', ...args)).code).toBe(2)
  })
})

describe('fuseboard revisions rollback', () => {
  const published = {
    revision: revisions.older,
    seq: 44,
    changed: [{ key: 'new-checkout', change: 'changed' }],
    published: true,
  }

  function scene(): void {
    stage.admin.on('GET /api/v1/head', { body: head() })
    stage.admin.on(`GET /api/v1/revisions/1/diff?against=${revisions.current}&limit=500`, { body: diff() })
  }

  it('shows the difference and rolls back what it has seen, nothing newer', async () => {
    scene()
    stage.admin.on('POST /api/v1/revisions/1/rollback', { body: published })
    const { code, stdout, stderr } = await stage.run('revisions', 'rollback', '1', '--reason', 'bad release', '--yes')
    expect(code).toBe(0)
    expect(stderr).toContain('+ state: "DISABLED"')
    expect(stdout).toContain('Rolled back to 1: revision 11aa22bb33cc, seq 44, 1 flag changed.')
    const post = stage.admin.received.find(({ method }) => method === 'POST')
    expect(post?.headers['if-match']).toBe(`"${revisions.current}"`)
    expect(post?.body).toEqual({ reason: 'bad release' })
  })

  it('prints the answer as JSON, and says when it is still on its way', async () => {
    scene()
    const later = { ...published, published: false }
    stage.admin.on('POST /api/v1/revisions/1/rollback', { body: later })
    const args = ['revisions', 'rollback', '1', '--reason', 'x', '--yes']
    expect((await stage.json(...args)).value).toEqual(later)
    expect((await stage.run(...args)).stdout).toContain('Saved, and on its way to the edge')
  })

  it('says that nothing changed', async () => {
    scene()
    stage.admin.on('POST /api/v1/revisions/1/rollback', { body: { ...published, changed: [] } })
    const { stdout } = await stage.run('revisions', 'rollback', '1', '--reason', 'x', '--yes')
    expect(stdout).toContain('nothing changed')
  })

  it('exits 6 when somebody else was first', async () => {
    scene()
    stage.admin.on('POST /api/v1/revisions/1/rollback', problem(412, 'stale-precondition', 'The flags have changed.'))
    const { code, stderr } = await stage.run('revisions', 'rollback', '1', '--reason', 'x', '--yes')
    expect(code).toBe(6)
    expect(stderr).toContain('Look at fuseboard revisions, then repeat.')
  })

  it('does nothing unasked where nobody can be asked', async () => {
    const { code, stderr } = await stage.run('revisions', 'rollback', '1', '--reason', 'x')
    expect(code).toBe(2)
    expect(stderr).toContain('--yes')
    expect(stage.admin.received).toEqual([])
  })
})
