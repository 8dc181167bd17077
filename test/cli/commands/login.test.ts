import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { head } from './answers.ts'
import { goodToken, problem } from './fake-admin.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()
const loginFile = (): string => join(stage.home, 'config', 'fuseboard', 'login.json')

function welcome(): void {
  stage.admin.on('GET /api/v1/head', { body: head() })
  stage.admin.on('GET /api/v1/kills?limit=500', { body: { items: [] } })
}

describe('fuseboard login', () => {
  it('tries the token, saves it for its owner alone, and later commands use it', async () => {
    welcome()
    const { code, stdout } = await stage.bare(['login', '--url', stage.admin.url, '--token', goodToken])
    expect(code).toBe(0)
    expect(stdout).toContain(`Signed in to ${stage.admin.url} as test.`)
    expect(stdout).not.toContain('SECRET')
    expect(JSON.parse(await readFile(loginFile(), 'utf8'))).toEqual({ url: stage.admin.url, token: goodToken })
    expect((await stat(loginFile())).mode & 0o777).toBe(0o600)
    expect((await stat(join(stage.home, 'config', 'fuseboard'))).mode & 0o777).toBe(0o700)
    const status = await stage.bare(['status'])
    expect(status.code).toBe(0)
    expect(status.stderr).toContain(`Instance ${stage.admin.url} (saved login)`)
  })

  it('reads the token from stdin, and narrows a file that was open to all', async () => {
    welcome()
    await mkdir(join(stage.home, 'config', 'fuseboard'), { recursive: true })
    await writeFile(loginFile(), '{}', { mode: 0o644 })
    const args = ['login', '--url', `${stage.admin.url}/`, '--token', '-', '--json']
    const { code, stdout } = await stage.bare(args, { stdin: `${goodToken}\n` })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ url: stage.admin.url, tokenId: 'test', savedIn: loginFile(), mayRead: true })
    expect((await stat(loginFile())).mode & 0o777).toBe(0o600)
  })

  it('takes a token that may kill but not read, and says what it cannot do', async () => {
    stage.admin.on('GET /api/v1/head', problem(403, 'missing-scope', 'This needs the scope read.'))
    const { code, stderr } = await stage.run('login')
    expect(code).toBe(0)
    expect(stderr).toContain('lacks the read scope')
    expect(stderr).toContain('FUSEBOARD_URL is set')
  })

  it('saves nothing that does not work', async () => {
    stage.admin.on('GET /api/v1/head', problem(401, 'unauthenticated', 'This token is not known.'))
    const { code, stderr } = await stage.run('login')
    expect(code).toBe(4)
    expect(stderr).toContain('unauthenticated: This token is not known. (401)')
    await expect(stat(loginFile())).rejects.toThrow('ENOENT')
  })

  it.each([
    [['login'], 'An address is missing.'],
    [['login', '--url', 'http://127.0.0.1:1'], 'A token is missing.'],
    [['login', '--url', 'localhost:8788', '--token', goodToken], 'is no address of an admin worker'],
    [['login', '--url', 'http://127.0.0.1:1', '--token', 'hunter2'], 'tokens look like fb_<id>_<secret>'],
  ])('%j is wrong usage where nobody can be asked', async (args, message) => {
    const { code, stdout, stderr } = await stage.bare(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('hunter2')
  })
})
