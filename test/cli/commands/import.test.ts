import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useStage } from './run-cli.ts'

const stage = useStage()

const flag = { on: true, variations: [true, false], offVariation: 1, fallthrough: { variation: 0 } }
const exact = JSON.stringify({ flags: { checkout: flag } })
const lossy = JSON.stringify({ flags: { checkout: { ...flag, tags: ['ops'], surprise: 1 } } })

async function file(name: string, text: string): Promise<string> {
  const path = join(stage.home, name)
  await writeFile(path, text)
  return path
}

describe('fuseboard import', () => {
  it('prints the document on stdout and the report on stderr', async () => {
    const { code, stdout, stderr } = await stage.bare(['import', 'launchdarkly', await file('ld.json', exact)])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).flags.checkout).toMatchObject({ state: 'ENABLED', defaultVariant: 'on' })
    expect(stderr).toContain('1 flag in the document.')
    expect(stderr).toContain('Nothing was lost.')
  })

  it('warns by its exit code, and says what is dropped and where', async () => {
    const { code, stderr } = await stage.bare(['import', 'launchdarkly', await file('ld.json', lossy)])
    expect(code).toBe(5)
    expect(stderr).toContain('dropped: 2 (is not in the document)')
    expect(stderr).toContain('/flags/checkout/tags')
    expect(stderr).toContain('/flags/checkout/surprise')
  })

  it('writes to --out, and replaces nothing without --force', async () => {
    const [path, out] = [await file('ld.json', exact), await file('flags.json', 'mine')]
    const refused = await stage.bare(['import', 'launchdarkly', path, '--out', out])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('is there already, and was not touched')
    expect(await readFile(out, 'utf8')).toBe('mine')
    const forced = await stage.bare(['import', 'launchdarkly', path, '--out', out, '--force'])
    expect(forced.code).toBe(0)
    expect(forced.stdout).toContain(`The document is in ${out}.`)
    expect(Object.keys(JSON.parse(await readFile(out, 'utf8')).flags)).toEqual(['checkout'])
  })

  it('prints document and report as one JSON value with --json', async () => {
    const { code, stdout } = await stage.bare(['import', 'launchdarkly', await file('ld.json', lossy), '--json'])
    expect(code).toBe(5)
    const { document, report } = JSON.parse(stdout)
    expect(Object.keys(document.flags)).toEqual(['checkout'])
    expect(report).toContainEqual(
      expect.objectContaining({ flag: 'checkout', source: '/flags/checkout/tags', fidelity: 'dropped' }),
    )
  })

  it('reads YAML', async () => {
    const { code, stdout } = await stage.bare([
      'import',
      'flagd',
      await file('flags.yaml', 'checkout: { enabled: true }\n'),
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).flags.checkout.state).toBe('ENABLED')
  })

  it('lists the environments when none is chosen', async () => {
    const environments = { production: flag, staging: flag }
    const text = JSON.stringify({
      items: [{ key: 'f', variations: [{ value: true }, { value: false }], environments }],
    })
    const { code, stderr } = await stage.bare(['import', 'launchdarkly', await file('ld.json', text)])
    expect(code).toBe(1)
    expect(stderr).toContain('one of them (--environment): production, staging')
    const chosen = await stage.bare(['import', 'launchdarkly', join(stage.home, 'ld.json'), '--environment', 'staging'])
    expect(chosen.code).toBe(5)
  })

  it('refuses a system it does not know, a file that is not there, and an export of another shape', async () => {
    const path = await file('ld.json', '{"things":[]}')
    const unknown = await stage.bare(['import', 'optimizely', path])
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('Known: flagd, launchdarkly, unleash, growthbook.'),
    ])
    const gone = await stage.bare(['import', 'flagd', join(stage.home, 'gone.json')])
    expect([gone.code, gone.stderr]).toEqual([
      1,
      expect.stringContaining('there is no such file; give the path of an export'),
    ])
    const other = await stage.bare(['import', 'unleash', path])
    expect([other.code, other.stderr]).toEqual([
      1,
      expect.stringContaining('/features: found nothing; allowed: a list of features'),
    ])
  })

  it('shows the control characters of an export instead of obeying them', async () => {
    const text = JSON.stringify({ flags: { 'a\u001b]0;owned\u0007': { ...flag, tags: ['x'] } } })
    const { stderr } = await stage.bare(['import', 'launchdarkly', await file('ld.json', text)])
    expect(stderr).not.toContain('\u001b]0;owned')
    expect(stderr).toContain('\\u001b]0;owned')
  })
})
