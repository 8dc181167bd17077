import { describe, expect, it } from 'vitest'
import { listedKill } from './answers.ts'
import { useStage } from './run-cli.ts'

const stage = useStage()

describe('fuseboard kills', () => {
  it('lists what is in force, since when, by whom and why', async () => {
    stage.admin.on('GET /api/v1/kills?limit=500', { body: { items: [listedKill({ incident: 'INC-7' })] } })
    const { code, stdout } = await stage.run('kills')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^KILLED +SINCE +BY +INCIDENT +ID +REASON\n/)
    expect(stdout).toMatch(/flag new-checkout +5 min ago +ada +INC-7 +k1 +cards are declined\n/)
    expect(stdout).toContain('1 kill in force')
  })

  it('shows lifted ones too with --all', async () => {
    const lifted = listedKill({ id: 'k0', liftedAt: new Date().toISOString(), liftedBy: 'grace' })
    stage.admin.on('GET /api/v1/kills?all=true&limit=500', { body: { items: [listedKill(), lifted] } })
    const { stdout } = await stage.run('kills', '--all')
    expect(stdout).toMatch(/ada +in force +k1/)
    expect(stdout).toMatch(/ada +just now by grace +k0/)
    expect(stdout).toContain('1 kill in force')
  })

  it('says that nothing is cut', async () => {
    stage.admin.on('GET /api/v1/kills?limit=500', { body: { items: [] } })
    expect((await stage.run('kills')).stdout).toBe('No kill is in force: every flag answers by its own rules.\n')
  })

  it('prints the list as JSON, with members it does not know', async () => {
    const items = [listedKill({ later: { member: 1 } })]
    stage.admin.on('GET /api/v1/kills?limit=500', { body: { items } })
    expect((await stage.json('kills')).value).toEqual({ items })
  })

  it('cuts long reasons and shows their control characters', async () => {
    const reason = `\u001b]0;owned\u0007${'long '.repeat(40)}`
    stage.admin.on('GET /api/v1/kills?limit=500', { body: { items: [listedKill({ reason })] } })
    const { stdout } = await stage.run('kills')
    expect(stdout).toContain('\\u001b]0;owned\\u0007')
    expect(stdout).toContain('…')
    expect(stdout).not.toContain('\u001b')
  })
})
