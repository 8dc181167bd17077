import { describe, expect, it } from 'vitest'
import { parseCommandLine } from '../../../cli/arguments/parse-command-line.ts'
import { commands } from '../../../cli/commands/all.ts'
import { exitCodeMeanings } from '../../../cli/exit-code.ts'
import { editDistance, nearestNames } from '../../../domain/nearest-names.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { useStage } from './run-cli.ts'

const stage = useStage()

describe('the command line', () => {
  it('alone prints help: every command, option and exit code', async () => {
    const { code, stdout, stderr } = await stage.bare([])
    expect(code).toBe(0)
    expect(stderr).toBe('')
    for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'))
    for (const [exitCode, meaning] of exitCodeMeanings) expect(stdout).toContain(`  ${exitCode}   ${meaning}\n`)
    for (const option of ['--url', '--token', '--json', '--help', '--version']) expect(stdout).toContain(option)
    expect((await stage.bare(['--help'])).stdout).toBe(stdout)
  })

  it('lists the commands under their topics, each topic once', async () => {
    const { stdout } = await stage.bare(['--help'])
    const topics = new Set(commands.flatMap(({ topic }) => topic ?? []))
    expect(topics.size).toBeGreaterThan(5)
    for (const topic of topics) expect(stdout.split(`\n${topic}\n  `)).toHaveLength(2)
  })

  it('knows a command by its alias', async () => {
    for (const { name, alias } of commands) {
      if (alias === undefined) continue
      const line = parseCommandLine([...alias.split(' '), '--help'], commands)
      expect(line).toMatchObject({ ok: true, value: { command: { name } } })
    }
    expect(parseCommandLine(['flags', 'list', 'x'], commands)).toMatchObject({
      ok: false,
      error: { message: 'fuseboard flags list: "x" is one too many' },
    })
    expect(parseCommandLine(['flags', 'lsit'], commands)).toMatchObject({
      ok: false,
      error: { message: 'There is no command "flags lsit".' },
    })
  })

  it.each([
    [['flags', '--stale'], 'any'],
    [['--stale', '--json', 'flags'], 'any'],
    [['flags', '--stale', 'expired'], 'expired'],
    [['flags', '--stale=unused'], 'unused'],
  ])('gives an option whose value may be left out one: %j', (args, stale) => {
    expect(parseCommandLine(args, commands)).toMatchObject({ ok: true, value: { options: { stale } } })
  })

  it.each(commands.map(({ name }) => [name]))('explains %s', async (name) => {
    const { code, stdout } = await stage.bare([...name.split(' '), '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: fuseboard ${name}`)
  })

  it('prints its version', async () => {
    expect((await stage.bare(['--version'])).stdout).toBe(`${manifest.version}\n`)
    expect(JSON.parse((await stage.bare(['--version', '--json'])).stdout)).toEqual({ version: manifest.version })
    expect(JSON.parse((await stage.bare(['--json'])).stdout)).toEqual({ help: expect.any(String) })
  })

  it.each([
    [['kil', 'a'], 'There is no command "kil".', 'Did you mean: fuseboard kill'],
    [['stauts'], 'There is no command "stauts".', 'fuseboard status'],
    [['xyzzy'], 'There is no command "xyzzy".', 'fuseboard --help'],
    [['revisions', 'shwo', '3'], 'There is no command "revisions shwo".', 'fuseboard revisions show'],
    [['kill', 'a', '--raeson', 'x'], 'There is no option --raeson for fuseboard kill.', 'Did you mean --reason?'],
    [['--jsno'], 'There is no option --jsno.', 'Did you mean --json?'],
    [['kills', 'a'], '"a" is one too many', 'Usage: fuseboard kills [--all]'],
    [['revisions', 'show'], 'something is missing', 'Usage: fuseboard revisions show REVISION'],
    [['kill', 'a', '--reason'], '--reason', 'Usage: fuseboard kill'],
    [['kill', 'a', '--reason', '--yes'], '--reason', 'Usage: fuseboard kill'],
  ])('%j is wrong usage', async (args, message, remedy) => {
    const { code, stdout, stderr } = await stage.bare(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).toContain(remedy)
  })

  it('reports wrong usage as one JSON value with --json', async () => {
    const { code, stdout } = await stage.bare(['kill', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { exitCode: 2 } })
  })

  it('gives an option that several commands share one meaning', () => {
    const types = new Map<string, string>()
    for (const { options } of commands) {
      for (const [name, { type }] of Object.entries(options)) {
        expect(types.get(name) ?? type).toBe(type)
        types.set(name, type)
      }
    }
  })
})

describe('the nearest name', () => {
  it('counts inserted, deleted, replaced and swapped characters', () => {
    expect(editDistance('kill', 'kill')).toBe(0)
    expect(editDistance('kil', 'kill')).toBe(1)
    expect(editDistance('klil', 'kill')).toBe(1)
    expect(editDistance('', 'kill')).toBe(4)
    expect(editDistance('stauts', 'status')).toBe(1)
  })

  it('leaves out what is far', () => {
    expect(nearestNames('xyzzy', ['kill', 'status'])).toEqual([])
    expect(nearestNames('rev', ['kill', 'revisions'])).toEqual(['revisions'])
  })
})
