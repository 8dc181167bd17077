import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problem } from './fake-admin.ts'
import { useHere } from './run-here.ts'

const here = useHere()
const route = '/api/v1/incidents/i3/postmortem'
const markdown = { headers: { 'content-type': 'text/markdown', etag: '"e1"' }, text: '# i3\n\nIt \u001b[2Jbroke.\n' }

let dir = ''
let file = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'post-mortem-'))
  file = join(dir, 'i3.md')
})
afterEach(() => rm(dir, { recursive: true }))

describe('incident postmortem', () => {
  it('prints the Markdown, without what could steer the terminal', async () => {
    here.admin.on(`GET ${route}`, markdown)
    const { code, stdout } = await here.run('incident', 'postmortem', 'i3')
    expect(code).toBe(0)
    expect(stdout).toBe('# i3\n\nIt \\u001b[2Jbroke.\n')
    expect((await here.json('incident', 'postmortem', 'i3')).value).toEqual({
      incident: 'i3',
      etag: 'e1',
      markdown: markdown.text,
    })
  })

  it('goes into a file and back, under the ETag it began from', async () => {
    here.admin.on(`GET ${route}`, markdown)
    here.admin.on(`PUT ${route}`, { ...markdown, headers: { etag: '"e2"' } })
    expect((await here.run('incident', 'postmortem', 'i3', '-o', file)).code).toBe(0)
    const written = await readFile(file, 'utf8')
    await writeFile(file, written.replace('broke', 'was broken'))
    const { code, stdout } = await here.run('incident', 'postmortem', 'i3', '--edit', file)
    expect(code).toBe(0)
    expect(stdout).toContain('The post-mortem of i3 is what')
    expect(here.sent('PUT')).toMatchObject({
      headers: { 'if-match': '"e1"' },
      body: '# i3\n\nIt \u001b[2Jwas broken.\n',
    })
  })

  it('writes over no file, and over nobody’s text, unless it is forced to', async () => {
    here.admin.on(`GET ${route}`, markdown)
    await writeFile(file, 'mine')
    const there = await here.run('incident', 'postmortem', 'i3', '--out', file)
    expect(there.code).toBe(1)
    expect(there.stderr).toContain('it is there already')
    const blind = await here.run('incident', 'postmortem', 'i3', '--edit', file)
    expect(blind.code).toBe(2)
    expect(blind.stderr).toContain('does not say what it began from')
    expect(here.sent('PUT')).toBeUndefined()
    here.admin.on(`PUT ${route}`, markdown)
    expect((await here.run('incident', 'postmortem', 'i3', '--edit', file, '--force')).code).toBe(0)
    expect(here.sent('PUT')).toMatchObject({ headers: { 'if-match': '*' }, body: 'mine' })
  })

  it('keeps what somebody else wrote meanwhile', async () => {
    here.admin.on(`GET ${route}`, markdown)
    await here.run('incident', 'postmortem', 'i3', '-o', file)
    here.admin.on(`PUT ${route}`, problem(412, 'stale-precondition', 'it changed'))
    const { code, stderr } = await here.run('incident', 'postmortem', 'i3', '--edit', file)
    expect(code).toBe(6)
    expect(stderr).toContain('Somebody changed it since.')
    expect(stderr).not.toContain('revisions')
    const other = await here.run('incident', 'postmortem', 'i4', '--edit', file)
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('is the post-mortem of i3, not of i4')
  })

  it('says that a file is not there', async () => {
    const { code, stderr } = await here.run('incident', 'postmortem', 'i3', '--edit', join(dir, 'none.md'))
    expect(code).toBe(2)
    expect(stderr).toContain('there is no such file')
  })
})
