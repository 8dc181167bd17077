import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { revisions } from './answers.ts'
import { emptyPlan, planAnswer, plannedFlag } from './answers-plan.ts'
import { problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const route = 'POST /api/v1/document/plan'
let dir: string

beforeEach(async () => {
  dir = join(stage.home, 'flags')
  await mkdir(dir)
  await writeFile(join(dir, 'a.yaml'), 'a: { enabled: true, rollout_percentage: 25 }\n')
})

const plan = (...more: string[]) => stage.run('plan', '--dir', dir, ...more)

describe('fuseboard plan', () => {
  it('sends the folder as one full document, and exits 0 when there is nothing to change', async () => {
    stage.admin.on(route, { body: emptyPlan() })
    const { code, stdout } = await plan()
    expect(code).toBe(0)
    expect(stdout).toContain('No changes: the folder says what revision 41 says.')
    expect(stage.admin.received[0]?.body).toMatchObject({ flags: { a: { state: 'ENABLED', defaultVariant: 'off' } } })
  })

  it('exits 2 when there are changes, and tells each with what it does', async () => {
    const opposite = {
      direction: 'lowers',
      lowers: true,
      raises: false,
      shareBefore: 1,
      shareAfter: 0.004,
      why: 'Less.',
    }
    stage.admin.on(route, {
      body: planAnswer({
        changes: [
          plannedFlag('a', { approval: true, notes: ['It is killed now.'] }),
          plannedFlag('b', { change: 'removed', exposure: opposite, lines: [] }),
        ],
        segments: [{ name: 'staff', change: 'added', lines: ['+ true'] }],
        unlisted: 3,
        needs: { reason: true, approval: ['a'] },
      }),
    })
    const { code, stdout } = await plan()
    expect(code).toBe(2)
    expect(stdout).toBe(`▲ a (changed): raises exposure
    about 5 % → 25 % of evenly spread users. The share of "on" grows.
    needs the approval of a second person
    note: It is killed now.
      - rollout: 5
      + rollout: 25

▼ b (removed): lowers exposure
    about 100 % → <1 % of evenly spread users. Less.

  segment staff (added)
      + true

  … and 3 more flags, which are not listed

Plan against revision 41: 5 flags (1 changed, 1 removed, 3 more), 1 segment; 1 flag after it.
It raises exposure: a reason has to be given.
A second person has to approve it, because of a.

Next: fuseboard apply --dir ${dir} --reason '…'
`)
  })

  it('shows what stands in the way', async () => {
    const obstacle = { kind: 'flag-in-use', detail: '"b" was asked for an hour ago' }
    stage.admin.on(route, { body: planAnswer({ obstacles: [obstacle] }) })
    const { code, stdout } = await plan()
    expect(code).toBe(2)
    expect(stdout).toContain('It cannot be applied as it is:\n  flag-in-use: "b" was asked for an hour ago\n')
  })

  it('counts neither the order of keys nor anything else that means nothing', async () => {
    stage.admin.on(route, { body: emptyPlan({ revision: 'another' }) })
    stage.admin.on('GET /api/v1/document', { body: { flags: {} } }, { body: { flags: {}, metadata: { version: '2' } } })
    expect((await plan()).code).toBe(0)
    const { code, stdout } = await plan()
    expect(code).toBe(2)
    expect(stdout).toContain('metadata of the document (changed)')
  })

  it('prints the answer as JSON, with the files', async () => {
    stage.admin.on(route, { body: planAnswer() })
    const { code, value } = await stage.json('plan', '--dir', dir)
    expect(code).toBe(2)
    expect(value).toEqual({ dir, files: ['a.yaml'], metadataChanged: false, ...planAnswer() })
  })

  it('prints a comment that nobody can break out of', async () => {
    const key = '`</code>| @everybody <b>'
    const lines = ['+ ```', '+ </details>']
    stage.admin.on(route, {
      body: planAnswer({ changes: [plannedFlag(key, { lines, notes: ['see [x](http://y) @z'] })] }),
    })
    const { code, stdout } = await plan('--markdown')
    expect(code).toBe(2)
    expect(stdout.startsWith('<!-- fuseboard plan -->\n### Flag plan\n')).toBe(true)
    expect(stdout).toContain(
      '| ▲ | <code>&#96;&lt;/code&gt;&#124; &#64;everybody &lt;b&gt;</code> | changed: raises exposure |',
    )
    expect(stdout).toContain('````diff\n+ ```\n+ </details>\n````')
    expect(stdout).toContain('see &#91;x&#93;&#40;http://y&#41; &#64;z')
    expect(stdout).not.toContain('@')
  })

  it.each([
    ['an unknown option', ['--bogus']],
    ['a word too many', ['flags']],
  ])('exits 1, never 2, for wrong usage: %s', async (_, args) => {
    const { code, stdout } = await plan(...args)
    expect(code).toBe(1)
    expect(stdout).toBe('')
  })

  it('exits 1 for a problem in the files, and sends nothing', async () => {
    await writeFile(join(dir, 'b.yaml'), 'a: { enabled: true }\n')
    const { code, stdout, stderr } = await plan()
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(`${dir}/b.yaml:1:1 /a: found the flag "a", which stands in ${dir}/a.yaml:1 too`)
    expect(stage.admin.received).toEqual([])
  })

  it('exits with the code of what went wrong', async () => {
    stage.admin.on(route, problem(403, 'missing-scope', 'Needs read.'))
    expect((await plan()).code).toBe(4)
  })

  it('saves the plan, without anything secret', async () => {
    stage.admin.on(route, { body: planAnswer() })
    const out = join(stage.home, 'plan.json')
    const { stdout } = await plan('--out', out)
    expect(stdout).toContain(`Next: fuseboard apply --dir ${dir} --plan ${out}`)
    const text = await readFile(out, 'utf8')
    expect(JSON.parse(text)).toMatchObject({ fuseboardPlan: 1, plan: { base: revisions.current } })
    expect(text).not.toContain('fb_test')
  })
})
