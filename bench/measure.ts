// Timing on a machine that is shared and noisy: processor time, samples long enough for a coarse clock, subjects in the
// order A B B A, medians throughout, and fresh processes so that one run's optimised code decides nothing.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Subject {
  readonly name: string
  /** Does the work `iterations` times and returns something that depends on all of it. */
  run(iterations: number): number | Promise<number>
}

/** Nanoseconds an iteration takes, by subject. */
export type Timings = Record<string, number>

const SAMPLE_MS = 100
const ROUNDS = 8

/** Everything `run` returned ends here, so that no work can be optimised away. */
export let sink = 0

export async function measure(subjects: readonly Subject[]): Promise<Timings> {
  const iterations: number[] = []
  for (const subject of subjects) iterations.push(await calibrate(subject))
  const samples: number[][] = subjects.map(() => [])
  const forth = subjects.map((_, index) => index)
  const back = forth.toReversed()
  for (let round = 0; round < ROUNDS; round++) {
    for (const index of round % 2 === 0 ? forth : back) {
      samples[index]!.push(((await time(subjects[index]!, iterations[index]!)) * 1e6) / iterations[index]!)
    }
  }
  return Object.fromEntries(subjects.map(({ name }, index) => [name, median(samples[index]!)]))
}

/** Runs a sampling file, which prints its timings as JSON, once per list of arguments, one process after the other. */
export async function measureFresh(file: URL, runs: readonly (readonly string[])[]): Promise<Timings> {
  const timings: Timings[] = []
  for (const args of runs) timings.push(JSON.parse(await output(fileURLToPath(file), args)))
  const subjects = Object.keys(timings[0] ?? {})
  return Object.fromEntries(subjects.map((name) => [name, median(timings.map((timing) => timing[name]!))]))
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** How many iterations fill a sample; finding out warms the subject up as well. */
async function calibrate(subject: Subject): Promise<number> {
  let iterations = 1
  for (;;) {
    const elapsed = await time(subject, iterations)
    if (elapsed >= SAMPLE_MS) return Math.ceil((iterations * SAMPLE_MS * 1.2) / elapsed)
    iterations *= elapsed < SAMPLE_MS / 8 ? 4 : 2
  }
}

// The processor's time of this thread, not the clock's: what other programs take in between does not count.
async function time(subject: Subject, iterations: number): Promise<number> {
  const start = process.threadCpuUsage()
  sink ^= await subject.run(iterations)
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}

function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`${file} ended with ${code}`))))
  })
}
