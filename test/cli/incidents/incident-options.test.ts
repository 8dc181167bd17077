import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSeverity, parseStarted } from '../../../cli/incidents/incident-options.ts'
import { commandFor, tellMissing } from '../../../cli/incidents/next-command.ts'
import { takeMark, withMark } from '../../../cli/incidents/post-mortem-file.ts'
import { nowMs } from '../commands/incident-answers.ts'

describe('a severity', () => {
  it.each(['1', 'sev1', 'SEV1', 'Sev-1', ' sev 1 '])('%j is the worst', (given) => {
    expect(parseSeverity(given, '--sev')).toEqual({ ok: true, value: 1 })
  })

  it.each(['0', '5', '', '1.5', 'sev', 'critical', '11', '__proto__'])('%j is none', (given) => {
    expect(parseSeverity(given, '--sev')).toMatchObject({ ok: false, error: { exitCode: 2 } })
  })
})

describe('when it began', () => {
  it.each([
    ['11:50', '2026-11-21T11:50:00.000Z'],
    ['9:05', '2026-11-21T09:05:00.000Z'],
    ['12:01', '2026-11-20T12:01:00.000Z'],
    ['10m', '2026-11-21T11:50:00.000Z'],
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['2026-11-20T10:00', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T10:00:00+01:00', '2026-11-20T09:00:00.000Z'],
  ])('%s is %s', (given, at) => {
    expect(parseStarted(given, nowMs)).toEqual({ ok: true, value: at })
  })

  it.each(['24:00', '12:60', '2027-01-01T00:00', 'yesterday', '', '10', '2026-13-01T00:00'])(
    '%j is refused',
    (given) => {
      expect(parseStarted(given, nowMs)).toMatchObject({ ok: false, error: { exitCode: 2 } })
    },
  )

  it('is never still to come, whatever the time of day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.nat(1e12),
        (hour, minute, now) => {
          const parsed = parseStarted(`${hour}:${String(minute).padStart(2, '0')}`, now + 86_400_000)
          return parsed.ok && Date.parse(parsed.value) <= now + 86_400_000 && Date.parse(parsed.value) > now
        },
      ),
    )
  })
})

describe('what is missing', () => {
  const at = '/api/v1/incidents/i3'
  it.each([
    [
      `a containment: POST ${at}/contain {"how": "killed", "reason"}`,
      'a containment',
      'incident contain i3 --reason TEXT',
    ],
    [
      `a commander, as every SEV1 and SEV2 needs: POST ${at}/command {"commander"}`,
      'a commander, as every SEV1 and SEV2 needs',
      'incident command i3 --as NAME',
    ],
    [
      `criteria that pass for 30 minutes without a break (so far for 4): GET ${at} shows each under "verification"`,
      'criteria that pass for 30 minutes without a break (so far for 4)',
      'incident watch i3',
    ],
    [
      `owner and date of the post-mortem: POST ${at}/postmortem {"owner", "due"}`,
      'owner and date of the post-mortem',
      'incident postmortem i3 --owner NAME --due DATE',
    ],
    [
      `nothing: it is contained already; POST ${at}/note says what more cannot be done`,
      'nothing: it is contained already',
      'incident note i3 TEXT',
    ],
  ])('%s: a sentence and a command', (missing, what, command) => {
    expect(tellMissing(missing, 'i3')).toEqual({ what, command: `fuseboard ${command}` })
  })

  it('is the server’s own sentence where no command provides it', () => {
    expect(tellMissing('a full moon: POST /api/v1/moon', 'i3')).toEqual({ what: 'a full moon: POST /api/v1/moon' })
    expect(commandFor('', 'i3')).toBeUndefined()
  })
})

describe('a post-mortem as a file', () => {
  it('names what it began from, and loses nothing but blanks at its end', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[0-9a-f]{1,64}$/), (text, etag) => {
        const taken = takeMark(withMark(text, 'i3', etag))
        expect(taken).toEqual({ text: `${text.trimEnd()}\n`, incident: 'i3', etag })
      }),
    )
  })

  it('of somebody’s own making names nothing', () => {
    expect(takeMark('# What happened\n')).toEqual({ text: '# What happened\n', incident: null, etag: null })
  })
})
