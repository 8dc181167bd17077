// What is wrong in a file, as a person finds it: file, line and column, the place inside it, what stands there, what may.

import type { Problem } from '../../domain/problem.ts'

export interface FileProblem extends Problem {
  /** As the person wrote the folder, joined with the file's place in it. */
  readonly file: string
  /** From 1. Absent where the file as a whole is meant. */
  readonly line?: number
  readonly column?: number
}

/** `flags/shop.yaml:3:12 /flags/banner/state: found "ON"; allowed: "ENABLED" or "DISABLED"` */
export function renderFileProblem({ file, line, column, path, found, allowed }: FileProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`
  return `${place}${path === '' ? '' : ` ${path}`}: found ${found}; allowed: ${allowed}`
}
