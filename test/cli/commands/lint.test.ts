import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { useStage } from './run-cli.ts'

const stage = useStage()
let dir: string
beforeEach(async () => {
  dir = join(stage.home, 'flags')
  await mkdir(dir)
})

const put = (path: string, text: string): Promise<void> => writeFile(join(dir, path), text)
const lint = (...more: string[]) => stage.bare(['lint', '--dir', dir, ...more])

describe('fuseboard lint', () => {
  it('warns with file, line and rule, and passes unless it is strict', async () => {
    await put('a.yaml', '# a\na:\n  enabled: true\n  fuseboard: { owner: x }\n')
    const { code, stdout } = await lint()
    expect(code).toBe(0)
    expect(stdout).toContain(
      `${dir}/a.yaml:2:1  warning description-missing\n    Nothing says what "a" switches. Say in`,
    )
    expect(stdout).toContain('1 flag in 1 file: 0 errors, 2 warnings.')
    expect((await lint('--strict')).code).toBe(1)
  })

  it('fails on errors, and tells programs where', async () => {
    await put(
      'a.yaml',
      'flags:\n  a:\n    state: ENABLED\n    variants: { on: true, off: false }\n    defaultVariant: off\n    targeting:\n      if: [true, on, off]\n',
    )
    const { code, stdout } = await lint('--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout).findings[0]).toMatchObject({
      rule: 'unreachable-branch',
      severity: 'error',
      file: `${dir}/a.yaml`,
      line: 7,
      column: 22,
      path: '/flags/a/targeting/if/2',
    })
  })

  it('fails on files that an instance would refuse, and on tests of flags that are not there', async () => {
    await put('a.yaml', 'a: { enabled: yes }\n')
    expect((await lint()).stderr).toContain(`${dir}/a.yaml:1:6 /a/enabled: found "yes"; allowed: true or false`)
    await put('a.yaml', 'a: { enabled: true }\n')
    await put('a.test.yaml', 'tests:\n  - flag: b\n')
    const { code, stderr } = await lint()
    expect(code).toBe(1)
    expect(stderr).toContain(`${dir}/a.test.yaml:2:5: found "b"; allowed: the key of a flag in the folder: a`)
  })
})
