import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { useStage } from './run-cli.ts'

const stage = useStage()
let dir: string
beforeEach(async () => {
  dir = join(stage.home, 'flags')
  await mkdir(dir)
  await put(
    'flags.yaml',
    `flags:
  share: { enabled: true, rollout_percentage: 25, user_segments: [free] }
  moon:
    state: ENABLED
    variants: { day: 1, night: 2 }
    targeting:
      if: [{ ">": [{ var: $flagd.timestamp }, 1800000000] }, night, { if: [{ "==": [{ var: $edge.country }, DE] }, day, null] }]
    fuseboard: { offVariant: day }
$evaluators:
  free: { "==": [{ var: plan }, free] }
`,
  )
})

const put = (path: string, text: string): Promise<void> => writeFile(join(dir, path), text)
const test = (...more: string[]) => stage.bare(['test', '--dir', dir, ...more])

describe('fuseboard test', () => {
  it('passes what every evaluator answers', async () => {
    await put(
      'a.test.yaml',
      `tests:
  - flag: share
    cases:
      - { context: { targetingKey: u, plan: paid }, expect: off }
      - { context: { targetingKey: u, plan: free }, killed: true, expect: { variant: off, value: false, reason: DISABLED } }
    population:
      - { context: { plan: free }, expect: { on: 25 %, off: 0.75 } }
      - { size: 500, seed: other, expect: { off: 100% }, within: 0 }
  - flag: moon
    cases:
      - { at: "2027-02-01", expect: { value: 2 } }
      - { at: "2026-02-01T12:00:00Z", edge: { country: DE }, expect: day }
      - { at: "2026-02-01T12:00:00Z", expect: { variant: null, value: null, reason: DEFAULT } }
`,
    )
    const { code, stdout } = await test()
    expect(stdout).toBe(
      '10 checks: 10 passed, 0 failed (8 from test files, 2 that a kill means off).\nNext: fuseboard plan\n',
    )
    expect(code).toBe(0)
  })

  it('shows what was expected, what came, and why', async () => {
    await put(
      'a.test.yaml',
      `tests:
  - flag: share
    cases:
      - name: everybody gets it
        context: { targetingKey: user-1, plan: free }
        expect: { variant: on, reason: STATIC }
    population: { context: { plan: free }, expect: { on: 30% }, within: 2 }
`,
    )
    const { code, stdout } = await test()
    expect(code).toBe(1)
    expect(stdout).toContain(`✗ share: everybody gets it (${dir}/a.test.yaml:4)
    expected variant on, STATIC
    actual   variant off, value false, TARGETING_MATCH
    why      by the targeting; "user-1" is at 63.60 % of the way through the shares`)
    expect(stdout).toMatch(/✗ share: on for 30 % of 10000 .*\n {4}expected 30 % ± 2 %\n {4}actual {3}2[45]\.\d+ %\n/)
  })

  it('finds a flag that a kill leaves to its callers, unless a test allows it', async () => {
    await put('b.yaml', 'flags:\n  bare: { state: ENABLED, variants: { x: a } }\n')
    const { code, stdout } = await test()
    expect(code).toBe(1)
    expect(stdout).toContain('✗ bare: killed is off\n    expected a declared off value\n')
    await put('b.test.json', '{"tests": [{"flag": "bare", "killedIsOff": false}]}')
    expect((await test()).code).toBe(0)
  })

  it('tells every problem of a test file with its place', async () => {
    await put(
      'a.test.yaml',
      `tests:
  - flag: shar
  - flag: share
    case: []
    cases:
      - { expect: true }
      - { expect: { variant: 1, reason: WHY }, at: noon, context: 3, killed: maybe, edge: [] }
    population: { size: 0, expect: { on: 80%, off: 30% }, within: 101, seed: "" }
  - 3
`,
    )
    const { code, stderr } = await test()
    expect(code).toBe(1)
    const place = `${dir}/a.test.yaml`
    for (const shown of [
      `${place}:4:5 /tests/1/case: found an array of 0; allowed: one of flag, cases, population, killedIsOff`,
      `${place}:6:11 /tests/1/cases/0/expect: found true; allowed: the name of a variant, or a map of variant, value and`,
      `/tests/1/cases/1/expect/variant: found 1; allowed: the name of a variant, or null for none`,
      `/tests/1/cases/1/expect/reason: found "WHY"; allowed: one of STATIC, DEFAULT`,
      `/tests/1/cases/1/at: found "noon"; allowed: a time such as`,
      `/tests/1/cases/1/context: found 3; allowed: attributes such as`,
      `/tests/1/cases/1/killed: found "maybe"; allowed: true or false`,
      `/tests/1/cases/1/edge: found an array of 0; allowed: facts such as`,
      `/tests/1/population/size: found 0; allowed: a whole number from 1 to 100000`,
      `/tests/1/population/expect: found "110 %"; allowed: shares of at most 100 % together`,
      `/tests/1/population/within: found 101; allowed: percentage points`,
      `/tests/1/population/seed: found ""; allowed: a text`,
      `${place}:9:5 /tests/2: found 3; allowed: a map with "flag"`,
    ]) {
      expect(stderr).toContain(shown)
    }
  })

  it('names the nearest flag and the variants there are', async () => {
    await put('a.test.yaml', 'tests:\n  - flag: shar\n  - flag: moon\n    cases: [{ expect: nights }]\n')
    const { stderr } = await test()
    expect(stderr).toContain('found "shar"; allowed: the key of a flag in the folder: share')
    expect(stderr).toContain('found "nights"; allowed: a variant of "moon": night')
  })

  it('prints every result as JSON', async () => {
    await put('a.test.yaml', 'tests:\n  - flag: share\n    cases: [{ name: one, expect: off }]\n')
    const { stdout } = await test('--json')
    expect(JSON.parse(stdout)).toMatchObject({
      dir,
      passed: 3,
      failed: 0,
      results: [{ flag: 'share', name: 'one', line: 3, passed: true }, { name: 'killed is off' }, {}],
    })
  })
})
