// An e-process: a likelihood ratio that may be looked at after every tick without inflating false alarms (Ville's
// inequality: under the null hypothesis it ever reaches 1/α with a probability of at most α). It is a mixture over a grid of
// alternatives, started with the stage and again every ten minutes: a regression that begins after an hour of health would
// else have to outweigh that hour first. Plain JSON, so that an object can keep it.

/** Milliseconds between two restarts. */
export const restartEveryMs = 600_000
/** Restarts that are kept; the weights of those that went are lost, which is the safe side. */
const maxRestarts = 12
/** Beyond this e^l is no number any more, and every threshold is passed long before. */
const maxLog = 600

/** Log likelihood ratios, one per alternative of the grid. */
export type LogRatios = readonly number[]

interface Restart {
  /** On the clock of the stage, which stands still while nothing is judged. */
  readonly atMs: number
  readonly ratios: LogRatios
}

export interface Evidence {
  /** Since the start of the stage. */
  readonly whole: LogRatios
  readonly restarts: readonly Restart[]
}

/** How the error probability of a rollout is spread over its processes. */
export interface Weights {
  /** Stages of the rollout. */
  readonly stages: number
  /** Restarts that can happen in all its stages: (planned durations + maxHold) / ten minutes, at least 1. */
  readonly restarts: number
}

export const noEvidence = (gridSize: number): Evidence => ({ whole: new Array(gridSize).fill(0), restarts: [] })

/** Adds a tick's log ratios. `clockMs` is the time on the stage's own clock at the end of the tick. */
export function addTick(evidence: Evidence, increments: LogRatios, clockMs: number): Evidence {
  const restarts = evidence.restarts.map(({ atMs, ratios }) => ({ atMs, ratios: added(ratios, increments) }))
  const lastStartMs = evidence.restarts.at(-1)?.atMs ?? 0
  if (clockMs - lastStartMs >= restartEveryMs) {
    restarts.push({ atMs: clockMs, ratios: increments.map(() => 0) })
    if (restarts.length > maxRestarts) restarts.shift()
  }
  return { whole: added(evidence.whole, increments), restarts }
}

const added = (ratios: LogRatios, increments: LogRatios): number[] =>
  ratios.map((ratio, i) => Math.min(maxLog, ratio + increments[i]!))

/**
 * The value to compare with 1/α:
 *   E = 1/(2S) · mean_g e^l  +  Σ_restarts 1/(2K) · mean_g e^l
 * Half the weight is on the stages' own processes, half on the restarts.
 */
export function evidenceValue({ whole, restarts }: Evidence, weights: Weights): number {
  const own = meanRatio(whole) / (2 * weights.stages)
  return restarts.reduce((sum, { ratios }) => sum + meanRatio(ratios) / (2 * weights.restarts), own)
}

/** Mean of e^l over the grid. */
export const meanRatio = (ratios: LogRatios): number =>
  ratios.reduce((sum, ratio) => sum + Math.exp(ratio), 0) / ratios.length
