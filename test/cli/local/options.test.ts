import { describe, expect, it } from 'vitest'
import { parseOptions, usage } from '../../../cli/local/options.ts'

describe('the options of npm start', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toMatchObject({
      ok: true,
      value: { port: 8787, flagsFile: undefined, persistDir: undefined, help: false },
    })
  })

  it('are all taken', () => {
    expect(parseOptions(['--flags', 'a b.yaml', '--port=9000', '--persist', './state'])).toMatchObject({
      ok: true,
      value: { port: 9000, flagsFile: 'a b.yaml', persistDir: './state' },
    })
    expect(parseOptions(['--help'])).toMatchObject({ ok: true, value: { help: true } })
  })

  it('take the last of two', () => {
    expect(parseOptions(['--port', '1', '--port', '2'])).toMatchObject({ ok: true, value: { port: 2 } })
  })

  it.each(['0', '-1', '65536', '1.5', 'NaN', 'Infinity', '8787x', '', ' '])('take no port %j', (port) => {
    expect(parseOptions([`--port=${port}`])).toEqual({ ok: false, error: expect.stringContaining(`found "${port}"`) })
  })

  it('tell what there is when one is unknown', () => {
    expect(parseOptions(['--prot', '1'])).toEqual({ ok: false, error: expect.stringContaining(usage) })
  })
})
