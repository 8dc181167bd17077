// `npm start` with something wrong: a clear error with place and remedy, exit code 1, and nothing started.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createScratch,
  type Ended,
  freePorts,
  leftovers,
  listensOn,
  occupy,
  removeScratch,
  run,
} from './start-fixture.ts'

let scratch: string
let ports: Awaited<ReturnType<typeof freePorts>>

beforeAll(async () => {
  scratch = await createScratch()
  ports = await freePorts()
})
afterAll(() => removeScratch(scratch))

async function expectRefused(ended: Ended): Promise<void> {
  expect(ended).toMatchObject({ code: 1, signal: null, stdout: '' })
  expect(ended.stderr).not.toMatch(/^\s+at |node:internal|Node\.js v|\(node:\d+\)/m)
  expect(await listensOn(ports.port)).toBe(false)
  expect(await listensOn(ports.adminPort)).toBe(false)
  expect(await leftovers(scratch)).toEqual([])
}

describe('a flag file', () => {
  it.each([
    ['that is no JSON', 'cut.json', '{"flags":{"a":', /this is not JSON: /],
    ['with a key twice', 'twice.json', '{"a":{"enabled":true},"a":{"enabled":false}}', /\/a: found twice; allowed: /],
    [
      'with a bad flag',
      'share.yaml',
      'a: {enabled: true, rollout_percentage: 130}',
      /\/flags\/a\/rollout_percentage: found 130; allowed: /,
    ],
  ])('%s is refused', async (_name, file, text, says) => {
    const path = join(scratch, file)
    await writeFile(path, text)
    const ended = await run(['--flags', path, ...ports.args], scratch)
    expect(ended.stderr).toContain(path)
    expect(ended.stderr).toMatch(says)
    expect(ended.stderr).toContain('Nothing was started')
    await expectRefused(ended)
  })

  it('that is not there is refused', async () => {
    const path = join(scratch, 'nowhere.json')
    const ended = await run(['--flags', path, ...ports.args], scratch)
    expect(ended.stderr).toContain(`${path}: there is no such file; give the path of a flag document`)
    await expectRefused(ended)
  })
})

describe('an option', () => {
  it.each([
    [['--flag', 'x.json'], /--flag/],
    [['--port', 'http'], /--port: found "http"; allowed: a whole number from 1 to 65535/],
  ])('%j is refused', async (args, says) => {
    const ended = await run(args, scratch)
    expect(ended.stderr).toMatch(says)
    await expectRefused(ended)
  })

  it('--help tells what there is, and starts nothing', async () => {
    const ended = await run(['--help'], scratch)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    for (const option of ['--flags', '--port', '--persist']) expect(ended.stdout).toContain(option)
    expect(await leftovers(scratch)).toEqual([])
  })

  it('--persist that names a file is refused', async () => {
    const path = join(scratch, 'a-file')
    await writeFile(path, '')
    const ended = await run(['--persist', path, ...ports.args], scratch)
    expect(ended.stderr).toContain(path)
    await expectRefused(ended)
  })
})

describe('a port that is taken', () => {
  it('is named, with another to try', async () => {
    const { server, port } = await occupy()
    try {
      const ended = await run([...ports.args, '--port', String(port)], scratch)
      expect(ended.stderr).toMatch(
        new RegExp(`Port ${port} of 127\\.0\\.0\\.1 is taken.*npm start -- --port \\d+`, 's'),
      )
      await expectRefused(ended)
    } finally {
      server.close()
    }
  })
})
