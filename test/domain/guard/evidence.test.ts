import { describe, expect, it } from 'vitest'
import { addTick, evidenceValue, meanRatio, noEvidence, restartEveryMs } from '../../../domain/guard/evidence.ts'
import { aboveGrid, limitIncrements } from '../../../domain/guard/one-arm.ts'
import { ratioIncrements, worseGrid } from '../../../domain/guard/two-arm.ts'
import { hits, seeded } from './seeded.ts'

const weights = { stages: 5, restarts: 60 }

describe('evidence', () => {
  it('begins with the weight of the stage’s own process and nothing else', () => {
    expect(evidenceValue(noEvidence(8), weights)).toBeCloseTo(1 / (2 * weights.stages))
  })

  it('is at most 1 in all when every process of every stage stands at its start', () => {
    const perStage = Math.floor(weights.restarts / weights.stages)
    let evidence = noEvidence(1)
    for (let i = 1; i <= perStage; i++) evidence = addTick(evidence, [0], i * restartEveryMs)
    expect(weights.stages * evidenceValue(evidence, weights)).toBeLessThanOrEqual(1)
  })

  it('restarts every ten minutes of the stage’s clock, and keeps the last twelve', () => {
    let evidence = noEvidence(1)
    for (let minute = 1; minute <= 300; minute++) evidence = addTick(evidence, [0], minute * 60_000)
    expect(evidence.restarts).toHaveLength(12)
    expect(evidence.restarts.at(-1)?.atMs).toBe(300 * 60_000)
  })

  it('a restart knows nothing of what came before it', () => {
    const before = addTick(noEvidence(1), [-50], restartEveryMs)
    const after = addTick(before, [2], restartEveryMs + 1)
    expect(after.whole).toEqual([-48])
    expect(after.restarts.map(({ ratios }) => ratios)).toEqual([[2]])
  })

  it('stays a number however much there is of it', () => {
    let evidence = noEvidence(2)
    for (let i = 0; i < 100; i++) evidence = addTick(evidence, [1e6, 1e6], i * restartEveryMs)
    expect(Number.isFinite(evidenceValue(evidence, weights))).toBe(true)
  })
})

describe('the two arms', () => {
  it('say nothing when one of them is empty', () => {
    const counts = { treated: 0, treatedBad: 0, control: 100, controlBad: 5 }
    expect(ratioIncrements(counts, worseGrid, 1.1)).toEqual(worseGrid.map(() => 0))
  })

  it('cancel out what hits both alike', () => {
    const ratio = (bad: number) =>
      meanRatio(ratioIncrements({ treated: 1000, treatedBad: bad, control: 1000, controlBad: bad }, worseGrid, 1.1))
    expect(ratio(10)).toBeLessThan(1)
    expect(ratio(500)).toBeLessThan(1)
  })

  it('speak for harm when the treated fail twice as often', () => {
    const counts = { treated: 1000, treatedBad: 160, control: 9000, controlBad: 720 }
    expect(meanRatio(ratioIncrements(counts, worseGrid, 1.1))).toBeGreaterThan(1_000)
  })

  it('say less the wider the counts spread', () => {
    const counts = { treated: 1000, treatedBad: 160, control: 9000, controlBad: 720 }
    const [narrow, wide] = [1, 3].map((spread) => meanRatio(ratioIncrements(counts, worseGrid, 1.1, spread)))
    expect(wide!).toBeLessThan(narrow!)
  })
})

// Ville’s inequality, checked on seeded traffic with the shipped code: looked at after every tick, the evidence of two equal
// arms reaches 20 in at most one of twenty runs.
describe('looking after every tick', () => {
  const runs = 400

  function crossings(increments: (random: () => number) => readonly number[], size: number): number {
    let crossed = 0
    for (let run = 0; run < runs; run++) {
      const random = seeded(run + 1)
      const ratios = new Array<number>(size).fill(0)
      for (let tick = 0; tick < 100; tick++) {
        increments(random).forEach((value, i) => {
          ratios[i]! += value
        })
        if (meanRatio(ratios) < 20) continue
        crossed++
        break
      }
    }
    return crossed
  }

  it('does not make false alarms of two equal arms', () => {
    const equal = (random: () => number) =>
      ratioIncrements(
        { treated: 50, treatedBad: hits(random, 50, 0.05), control: 150, controlBad: hits(random, 150, 0.05) },
        worseGrid,
        1,
      )
    expect(crossings(equal, worseGrid.length)).toBeLessThanOrEqual(runs / 20)
  })

  it('does not make false alarms of a rate at its limit', () => {
    const atLimit = (random: () => number) => limitIncrements(50, hits(random, 50, 0.05), aboveGrid, 0.05)
    expect(crossings(atLimit, aboveGrid.length)).toBeLessThanOrEqual(runs / 20)
  })

  it('would, were the bound not respected', () => {
    const worse = (random: () => number) =>
      ratioIncrements(
        { treated: 50, treatedBad: hits(random, 50, 0.1), control: 150, controlBad: hits(random, 150, 0.05) },
        worseGrid,
        1,
      )
    expect(crossings(worse, worseGrid.length)).toBeGreaterThan(runs / 2)
  })
})
