import { describe, expect, it } from 'vitest'
import type { Rollout } from '../../../cli/api/rollouts.ts'
import type { Clock } from '../../../cli/arguments/command.ts'
import { rolloutWatchCommand } from '../../../cli/commands/rollout/watch.ts'
import type { Failure } from '../../../cli/failure.ts'
import { createDraw } from '../../../cli/output/redraw.ts'
import { createStyle } from '../../../cli/output/style.ts'
import { describeChanges } from '../../../cli/rollouts/describe-changes.ts'
import { watchRollout } from '../../../cli/rollouts/watch-rollout.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { goodToken, startFakeAdmin } from '../commands/fake-admin.ts'
import { clocks, nowMs, rollout } from '../commands/rollout-answers.ts'

const shaped = (change: object = {}): Rollout => rollout(change) as Rollout
const unreachable: Failure = { exitCode: 3, message: 'gone' }

/** A clock that jumps to the end of every wait. */
function jumpingClock(): Clock {
  let now = nowMs
  return {
    now: () => now,
    wait: async (delayMs) => {
      now += delayMs
    },
  }
}

async function watch(read: (elapsedMs: number) => Result<Rollout, Failure>, signal = new AbortController().signal) {
  const clock = jumpingClock()
  const answers: (string | null)[] = []
  const lost: string[] = []
  const watched = await watchRollout({
    clock,
    signal,
    read: async () => read(clock.now() - nowMs),
    onAnswer: (rollout, before) => answers.push(`${before?.stage ?? '-'} ${rollout.stage}`),
    onLost: ({ message }) => lost.push(message),
  })
  return { watched, answers, lost, elapsedMs: clock.now() - nowMs }
}

describe('watching a rollout', () => {
  it('looks every two seconds until it ends', async () => {
    const status = (ms: number): string => (ms >= 4_000 ? 'completed' : 'running')
    const { watched, answers, elapsedMs } = await watch((ms) => ok(shaped({ status: status(ms), stage: ms / 2_000 })))
    expect(watched).toMatchObject({ rollout: { status: 'completed' }, failure: null })
    expect(answers).toEqual(['- 0', '0 1', '1 2'])
    expect(elapsedMs).toBe(4_000)
  })

  it('goes on when it is unreachable for a while, and says so once', async () => {
    const { watched, lost } = await watch((ms) => {
      if (ms >= 10_000) return ok(shaped({ status: 'killed' }))
      return ms === 0 ? ok(shaped()) : fail(unreachable)
    })
    expect(watched).toMatchObject({ rollout: { status: 'killed' }, failure: null })
    expect(lost).toEqual(['gone'])
  })

  it('gives up after five minutes of that, with what it saw last', async () => {
    const { watched, elapsedMs } = await watch((ms) => (ms === 0 ? ok(shaped()) : fail(unreachable)))
    expect(watched).toMatchObject({ rollout: { id: 'r7' }, failure: unreachable })
    expect(elapsedMs).toBe(304_000)
  })

  it('ends at once when it may not look', async () => {
    const { watched, elapsedMs } = await watch(() => fail({ exitCode: 4, message: 'no' }))
    expect(watched).toEqual({ rollout: null, failure: { exitCode: 4, message: 'no' } })
    expect(elapsedMs).toBe(0)
  })

  it('stops when it is told to, with the rollout as it was', async () => {
    const stop = new AbortController()
    const { watched } = await watch((ms) => {
      if (ms === 4_000) stop.abort()
      return ok(shaped())
    }, stop.signal)
    expect(watched).toMatchObject({ rollout: { status: 'running' }, failure: null })
  })
})

describe('fuseboard rollout watch', () => {
  /** Runs the command on a terminal that keeps what is drawn. */
  async function watchOnTerminal(draws: boolean, ...answers: object[]) {
    const admin = await startFakeAdmin()
    admin.on('GET /api/v1/rollouts/r7', ...answers.map((body) => ({ body })))
    const frames: string[] = []
    const notes: string[] = []
    const terminal = {
      prompter: null,
      style: createStyle(false),
      columns: 80,
      noteStyle: createStyle(false),
      note: (line: string) => notes.push(line),
      draw: draws ? (frame: string) => frames.push(frame) : null,
      readStdin: async () => '',
    }
    const globals = { url: admin.url, token: goodToken }
    const call = { options: {}, globals, positionals: ['r7'], terminal, environment: {}, clock: jumpingClock() }
    const outcome = await rolloutWatchCommand.run(call)
    await admin.close()
    expect(admin.violations).toEqual([])
    return { outcome, frames, notes }
  }

  const moved = rollout({
    stage: 2,
    verdict: 'PASS',
    events: [
      { at: '2026-11-21T12:00:02Z', kind: 'advanced', from: 1, to: 2, by: 'guard', why: 'every criterion passed' },
    ],
  })
  const ended = rollout({ status: 'completed', stage: 4 })

  it('redraws the picture on a terminal, and leaves the last one as its result', async () => {
    const { outcome, frames } = await watchOnTerminal(true, rollout(), rollout(), moved, ended)
    expect(frames).toHaveLength(3)
    expect(frames[0]).toContain('◐ canary')
    expect(frames[1]).toContain('◐ pilot')
    expect(frames[2]).toBe('')
    expect(outcome).toMatchObject({ ok: true, value: { exitCode: 0, json: ended } })
  })

  it('tells each change on a line where nothing can be redrawn', async () => {
    const { notes } = await watchOnTerminal(false, rollout(), rollout(), rollout(), moved, ended)
    expect(notes.slice(1)).toEqual([
      'stage 2 of 5, canary: HOLD; failures: evidence 4.5 of 20: not enough data yet; conversion: nothing to compare with was seen yet',
      '2026-11-21T12:00:02Z  advanced canary → pilot by guard: every criterion passed',
      'stage 3 of 5, pilot: PASS; latency-p95: 1188 units were seen and show no harm',
    ])
  })
})

describe('what changed', () => {
  it('is nothing while a rollout stands where it stood', () => {
    expect(describeChanges(shaped(), shaped({ clocks: clocks({ passedMs: 0 }) }))).toEqual([])
  })

  it('does not tell the past of a rollout that is seen first', () => {
    expect(describeChanges(shaped({ verdict: 'FAIL' }), null)).toEqual(['stage 2 of 5, canary: FAIL'])
  })
})

describe('a picture on a terminal', () => {
  function screen(columns: number, rows: number) {
    const written: string[] = []
    return { written, draw: createDraw({ columns, rows, write: (text) => written.push(text) }) }
  }

  it('takes the place of the one before', () => {
    const { draw, written } = screen(80, 24)
    draw('a\nb')
    draw('c')
    draw('')
    expect(written).toEqual(['\r\u001b[Ja\nb\n', '\u001b[2A\r\u001b[Jc\n', '\u001b[1A\r\u001b[J\n'])
  })

  it('counts lines that the terminal breaks, without their colours', () => {
    const { draw, written } = screen(10, 24)
    draw(`${'x'.repeat(25)}\n\u001b[31m${'y'.repeat(10)}\u001b[39m`)
    draw('z')
    expect(written[1]).toBe('\u001b[4A\r\u001b[Jz\n')
  })

  it('leaves out what does not fit the height', () => {
    const { draw, written } = screen(80, 4)
    draw('a\nb\nc\nd\ne')
    draw('f')
    expect(written).toEqual(['\r\u001b[Ja\nb\nc\n', '\u001b[3A\r\u001b[Jf\n'])
  })
})
