// Prints what a benchmark found: a table for people, or one JSON object a line for programs.

export interface Row {
  readonly case: string
  readonly subject: string
  readonly value: number
  readonly unit: string
  /** How the value stands to the benchmark's baseline in the same case, above 1 for better. */
  readonly ratio: number
  readonly goals?: readonly Goal[]
}

export interface Goal {
  /** What is wanted, e.g. `≥ 30× imurmurhash`. */
  readonly wanted: string
  readonly met: boolean
  /** What was measured, in the words of the goal, e.g. `47×`. */
  readonly found: string
}

export interface Benchmark {
  readonly name: string
  readonly title: string
  /** What a ratio compares with. */
  readonly ratioMeaning: string
  /** True where the figures come from a virtual clock: then nothing was measured. */
  readonly simulated?: boolean
  /** True where it compares with other packages, which have to be installed first. */
  readonly needsPeers?: boolean
  /** Measures and returns the rows, telling on the way how far it is. */
  run(progress: (text: string) => void, options?: BenchmarkOptions): Promise<Row[]>
}

export interface BenchmarkOptions {
  /** How often to repeat what takes long, where a benchmark lets that be chosen. */
  readonly runs?: number
}

export function asJson(benchmark: Benchmark, rows: readonly Row[]): string {
  const bare = rows.map(({ case: name, subject, value, unit, ratio }) => ({ case: name, subject, value, unit, ratio }))
  return JSON.stringify({ name: benchmark.name, rows: bare })
}

export function asTable(benchmark: Benchmark, rows: readonly Row[]): string {
  const header = ['case', 'subject', 'value', 'ratio', 'goal']
  const lines = [header, ...rows.map((row, index) => cells(row, rows[index - 1]))]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  const table = lines.map((line) => align(line, widths))
  return [
    `${benchmark.name}: ${benchmark.title}`,
    benchmark.simulated === true
      ? 'Simulated with the shipped code under a virtual clock: no figure here was measured.'
      : `Measured on this machine, now: Node ${process.versions.node}, ${process.arch}. Compare ratios, not values.`,
    `Ratio: ${benchmark.ratioMeaning}`,
    '',
    ...table,
  ].join('\n')
}

function cells(row: Row, above: Row | undefined): string[] {
  const goals = (row.goals ?? []).map(({ wanted, met, found }) => `${wanted}: ${met ? 'met' : 'not met'} (${found})`)
  return [
    row.case === above?.case ? '' : row.case,
    row.subject,
    Number.isFinite(row.value) ? `${significant(row.value)} ${row.unit}` : 'not reached',
    `${significant(row.ratio)}×`,
    goals.join('; '),
  ]
}

const RIGHT_ALIGNED = new Set([2, 3])

function align(line: readonly string[], widths: readonly number[]): string {
  const padded = line.map((cell, column) => {
    return RIGHT_ALIGNED.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
  })
  return padded.join('  ').trimEnd()
}

/** Three digits: more would pretend to a precision that is not there. */
export function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
