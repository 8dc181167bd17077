import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commands } from '../../../cli/commands/all.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()

describe('fuseboard init', () => {
  it('makes a folder that lint and test have nothing to say about', async () => {
    const dir = join(stage.home, 'flags')
    expect((await stage.bare(['init', '--dir', dir])).code).toBe(0)
    expect((await stage.bare(['lint', '--dir', dir, '--strict'])).code).toBe(0)
    expect((await stage.bare(['test', '--dir', dir])).code).toBe(0)
    const text = await readFile(join(dir, 'example.yaml'), 'utf8')
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=.schemas/flags.schema.json')
    expect(JSON.parse(await readFile(join(dir, '.schemas', 'flags.schema.json'), 'utf8')).title).toBe('Fuseboard flags')
  })

  it('overwrites nothing', async () => {
    const dir = join(stage.home, 'flags')
    await mkdir(dir)
    await writeFile(join(dir, 'example.yaml'), 'mine')
    const { code, stdout } = await stage.bare(['init', '--dir', dir])
    expect(code).toBe(0)
    expect(stdout).toContain(`kept     ${dir}/example.yaml: it is there already`)
    expect(await readFile(join(dir, 'example.yaml'), 'utf8')).toBe('mine')
  })

  it('comes with a workflow that is YAML, for whatever runs it', async () => {
    const workflow = parse(await readFile('examples/github-actions.yml', 'utf8'))
    expect(workflow.env.FLAGS_DIR).toBe('flags')
    expect(Object.keys(workflow.jobs)).toEqual(['check', 'apply'])
    const scripts = Object.values(workflow.jobs as Record<string, { steps: { run?: string }[] }>).flatMap(({ steps }) =>
      steps.flatMap(({ run }) => run ?? []),
    )
    for (const script of scripts) execFileSync('bash', ['-n', '-c', script])
    const known = new Set(commands.map(({ name }) => name))
    for (const [, name] of scripts.join('\n').matchAll(/cli\/main\.ts (\w+)/g)) expect(known).toContain(name)
  })
})

describe('fuseboard completion', () => {
  const complete = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await stage.bare(['completion', 'bash'])
    const script = `${stdout}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fuseboard; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
      .trim()
      .split('\n')
  }

  it('completes commands, their members and their options in bash', async () => {
    expect(await complete('fuseboard', 'p')).toEqual(['policies', 'pull', 'plan'])
    expect(await complete('fuseboard', 'revisions', 'd')).toEqual(['diff'])
    expect(await complete('fuseboard', 'plan', '--m')).toEqual(['--markdown'])
    expect(await complete('fuseboard', '--json', 'revisions', 'rollback', '--y')).toEqual(['--yes'])
  })

  it('knows every command in every shell', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { code, stdout } = await stage.bare(['completion', shell])
      expect(code).toBe(0)
      for (const { name } of commands) expect(stdout).toContain(name.split(' ').at(-1))
    }
  })

  it('refuses a shell it does not know', async () => {
    const { code, stderr } = await stage.bare(['completion', 'tcsh'])
    expect(code).toBe(2)
    expect(stderr).toContain('Known: bash, zsh, fish.')
  })
})
