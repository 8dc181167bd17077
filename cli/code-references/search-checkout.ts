// Searches a checkout for flag keys: one pass over its files, each read once and let go. Tells code from the flags folder,
// where a flag is defined and not used.

import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findCalledKeys } from './called-keys.ts'
import { type Certainty, createFinder } from './find-references.ts'
import { listFiles } from './list-files.ts'

export interface Reference {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly text: string
}

export interface References {
  readonly sure: Reference[]
  readonly perhaps: Reference[]
  /** Where the flags folder names it. */
  readonly definitions: Reference[]
  /** Further ones, found and not kept. */
  left: number
}

export interface Search {
  readonly dir: string
  readonly keys: Iterable<string>
  /** The folder of flag files, below `dir`. */
  readonly flagsDir: string
  /** Whether there is such a flag: what code asks for and is none, is listed too. */
  readonly isFlag: (key: string) => boolean
  readonly onProgress: (done: number, all: number) => void
}

export interface SearchResult {
  readonly references: ReadonlyMap<string, References>
  /** What code asks for and is no flag. */
  readonly gone: ReadonlyMap<string, Reference[]>
  readonly files: number
  /** Binaries, large files, and what could not be read. */
  readonly skipped: number
  /** Whether there are more files than are searched. */
  readonly isCut: boolean
}

const maxFileBytes = 1024 * 1024
const maxReferences = 100
/** A NUL byte this far at the beginning is what git, too, takes for the mark of a binary. */
const sniffedBytes = 8_000

export async function searchCheckout({ dir, keys, flagsDir, isFlag, onProgress }: Search): Promise<SearchResult> {
  const wanted = new Map([...keys].map((key) => [key, emptyReferences()]))
  const gone = new Map<string, Reference[]>()
  const find = createFinder(wanted.keys())
  const { paths, isCut } = await listFiles(dir)
  let skipped = 0
  for (const [index, file] of paths.entries()) {
    onProgress(index, paths.length)
    const source = await readSource(join(dir, file))
    if (source === null) {
      skipped++
      continue
    }
    const inFlags = isFlagFile(file, flagsDir)
    for (const { key, certainty, line, text } of find(source)) {
      add(wanted.get(key)!, inFlags ? 'definitions' : certainty, { file, line, text })
    }
    for (const { key, line, text } of inFlags ? [] : findCalledKeys(source)) {
      if (isFlag(key)) continue
      const places = gone.get(key) ?? []
      if (places.length < maxReferences) places.push({ file, line, text })
      gone.set(key, places)
    }
  }
  return { references: wanted, gone, files: paths.length - skipped, skipped, isCut }
}

const emptyReferences = (): References => ({ sure: [], perhaps: [], definitions: [], left: 0 })

function add(references: References, list: Certainty | 'definitions', reference: Reference): void {
  if (references[list].length < maxReferences) references[list].push(reference)
  else references.left++
}

const isFlagFile = (file: string, flagsDir: string): boolean =>
  file.startsWith(`${flagsDir}/`) && /\.(json|ya?ml)$/i.test(file)

/** Null for what is no text of a sensible size. */
async function readSource(path: string): Promise<string | null> {
  try {
    const stats = await lstat(path)
    if (!stats.isFile() || stats.size > maxFileBytes) return null
    const bytes = await readFile(path)
    return bytes.subarray(0, sniffedBytes).includes(0) ? null : bytes.toString('utf8')
  } catch {
    return null
  }
}
