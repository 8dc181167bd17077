import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { announceLocalInstance, findLocalInstance, withdrawLocalInstance } from '../../../cli/session/local-instance.ts'
import { head } from './answers.ts'
import { goodToken } from './fake-admin.ts'
import { environmentIn, useStage } from './run-cli.ts'

const stage = useStage()
const otherToken = 'fb_other_0123456789abcdefSECRET'

function instance(change: object = {}) {
  return { url: stage.admin.url, token: goodToken, evaluatorUrl: 'http://127.0.0.1:1', pid: process.pid, ...change }
}

/** A process id that is certainly free: its process has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await new Promise((resolve) => child.on('close', resolve))
  return child.pid!
}

function welcome(): void {
  stage.admin.on('GET /api/v1/head', { body: head() })
  stage.admin.on('GET /api/v1/kills?limit=500', { body: { items: [] } })
}

async function saveLogin(login: object | string, mode = 0o600): Promise<void> {
  const folder = join(stage.home, 'config', 'fuseboard')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'login.json'), typeof login === 'string' ? login : JSON.stringify(login))
  await chmod(join(folder, 'login.json'), mode)
}

describe('the local instance', () => {
  it('is found by itself while it runs, evaluator included', async () => {
    welcome()
    const note = await announceLocalInstance(instance(), environmentIn(stage.home))
    expect(note).toEqual({ ok: true, value: join(stage.home, 'run', 'fuseboard', `${process.pid}.json`) })
    expect((await stat(note.ok ? note.value : '')).mode & 0o777).toBe(0o600)
    const { code, stdout, stderr } = await stage.bare(['status'])
    expect(code).toBe(0)
    expect(stderr).toContain(`Instance ${stage.admin.url} (running on this machine)`)
    expect(stdout).toContain('Evaluator   http://127.0.0.1:1: does not answer')
  })

  it('counts for nothing once its process is gone or it was withdrawn', async () => {
    const environment = environmentIn(stage.home)
    await announceLocalInstance(instance({ pid: await deadPid() }), environment)
    expect(await findLocalInstance(environment)).toBeNull()
    const { code, stderr } = await stage.bare(['status'])
    expect(code).toBe(3)
    expect(stderr).toContain('npm start')
    const note = await announceLocalInstance(instance(), environment)
    expect(await readdir(join(stage.home, 'run', 'fuseboard'))).toEqual([`${process.pid}.json`])
    await withdrawLocalInstance(note.ok ? note.value : '')
    expect(await findLocalInstance(environment)).toBeNull()
  })

  it('is not believed when others could have written it, or when it is garbage', async () => {
    const environment = environmentIn(stage.home)
    const note = await announceLocalInstance(instance(), environment)
    if (!note.ok) throw new Error(note.error)
    await chmod(note.value, 0o666)
    expect(await findLocalInstance(environment)).toBeNull()
    await chmod(note.value, 0o600)
    expect(await findLocalInstance(environment)).toEqual(instance())
    await writeFile(note.value, '{"url":1}')
    expect(await findLocalInstance(environment)).toBeNull()
  })

  it('falls back to the temporary folder where there is no runtime folder', async () => {
    const { XDG_RUNTIME_DIR, ...environment } = environmentIn(stage.home)
    await writeFile(join(stage.home, 'in-the-way'), '')
    const blocked = { ...environment, XDG_RUNTIME_DIR: join(stage.home, 'in-the-way') }
    const note = await announceLocalInstance(instance(), blocked)
    if (!note.ok) throw new Error(note.error)
    expect(await findLocalInstance(environment)).toEqual(instance())
    await withdrawLocalInstance(note.value)
  })
})

describe('which instance', () => {
  it('goes by --url and --token, then the environment, then the saved login, then the local instance', async () => {
    welcome()
    await announceLocalInstance(instance({ url: 'http://127.0.0.1:1' }), environmentIn(stage.home))
    await saveLogin({ url: stage.admin.url, token: goodToken })
    expect((await stage.bare(['status'])).stderr).toContain('(saved login)')
    const env = { FUSEBOARD_URL: stage.admin.url, FUSEBOARD_TOKEN: goodToken }
    await saveLogin({ url: 'http://127.0.0.1:1', token: otherToken })
    expect((await stage.bare(['status'], { env })).stderr).toContain('(FUSEBOARD_URL)')
    const args = ['--url', stage.admin.url, 'status', '--token', goodToken]
    const wrong = { FUSEBOARD_URL: 'http://127.0.0.1:1', FUSEBOARD_TOKEN: otherToken }
    expect((await stage.bare(args, { env: wrong })).stderr).toContain('(--url)')
  })

  it('never sends a saved token to another address', async () => {
    await saveLogin({ url: 'https://fuseboard.example', token: otherToken })
    const { code, stderr } = await stage.bare(['status', '--url', stage.admin.url])
    expect(code).toBe(4)
    expect(stderr).toContain(`There is no token for ${stage.admin.url}.`)
    expect(stage.admin.received).toEqual([])
  })

  it('uses the saved token for its own address, however it is written', async () => {
    welcome()
    await saveLogin({ url: stage.admin.url, token: goodToken })
    expect((await stage.bare(['status', '--url', `${stage.admin.url}/`])).code).toBe(0)
  })

  it.each([
    ['not json', 0o600],
    [{ url: 'http://127.0.0.1:1' }, 0o600],
    [{ url: 'http://127.0.0.1:1', token: otherToken }, 0o666],
  ])('stops at a login that cannot be trusted instead of acting elsewhere: %#', async (login, mode) => {
    await announceLocalInstance(instance(), environmentIn(stage.home))
    await saveLogin(login, mode)
    const { code, stderr } = await stage.bare(['kills'])
    expect(code).toBe(4)
    expect(stderr).toContain('fuseboard login')
  })

  it('refuses a malformed token without showing it', async () => {
    const env = { FUSEBOARD_URL: stage.admin.url, FUSEBOARD_TOKEN: 'hunter2\n' }
    const { code, stderr } = await stage.bare(['status'], { env })
    expect(code).toBe(4)
    expect(stderr).toContain('What stands in FUSEBOARD_TOKEN is no token')
    expect(stderr).not.toContain('hunter2')
  })

  it('warns when the token would travel readable', async () => {
    const args = ['status', '--url', 'http://fuseboard.invalid', '--token', otherToken]
    const { code, stderr } = await stage.bare(args)
    expect(code).toBe(3)
    expect(stderr).toContain('is not https')
  })
})
