// Reading an export while keeping account of it. A member that no rule of the importer reads becomes a `dropped` finding by
// itself, so a field that we have never heard of cannot be lost silently. A member that is null, or an empty list or map,
// says nothing and needs no account. What has the wrong type becomes a problem, never an exception.

import { isJsonObject, type Json, ownProperty, pointer } from '../json.ts'
import { type Problem, problem } from '../problem.ts'
import type { Fidelity, Finding } from './report.ts'

/** Levels of an export; the importers recurse, so what is deeper is refused at the door. */
export const maxExportDepth = 200

export class Reading {
  readonly problems: Problem[] = []
  readonly findings: Finding[] = []
  readonly #roots: Part[] = []
  readonly #bookkeeping = new Set<string>()
  readonly #told = new Set<string>()

  /** Begins with a whole export, or with a text inside it that turned out to be JSON. */
  open(value: unknown, path = '', flag: string | null = null): Part {
    const tooDeep = isDeeper(value, maxExportDepth)
    if (tooDeep) this.problems.push(problem(path, value, `a value nested at most ${maxExportDepth} deep`))
    const root = new Part(this, tooDeep ? undefined : (value as Json), path, flag)
    this.#roots.push(root)
    return root
  }

  refuse(part: Part, allowed: string): void {
    this.problems.push(problem(part.path, part.value, allowed))
  }

  /** Tells what became of a part. The same is told once, however many rules come across it. */
  tell(part: Part, fidelity: Fidelity, what: string): void {
    const key = `${part.path} ${what}`
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.findings.push({ flag: part.flag, source: part.path, fidelity, what })
  }

  leaveBehind(name: string): void {
    this.#bookkeeping.add(name)
  }

  /** Everything that nobody read, and what was knowingly left behind. */
  close(): void {
    for (const root of this.#roots) root.tellUnread()
    if (this.#bookkeeping.size === 0) return
    const names = [...this.#bookkeeping].join(', ')
    const what = `The source's own bookkeeping, which decides no answer, was left behind: ${names}.`
    this.findings.push({ flag: null, source: '', fidelity: 'exact', what })
  }
}

/** One place in an export. Reading it, or a member of it, settles it. */
export class Part {
  readonly value: Json | undefined
  readonly path: string
  readonly #reading: Reading
  #flag: string | null
  readonly #members = new Map<string, Part>()
  #settled = false

  constructor(reading: Reading, value: Json | undefined, path: string, flag: string | null) {
    this.#reading = reading
    this.value = value
    this.path = path
    this.#flag = flag
  }

  /** The flag it belongs to, if any. */
  get flag(): string | null {
    return this.#flag
  }

  /** The same part, said to belong to a flag. */
  labelled(flag: string): this {
    this.#flag = flag
    for (const member of this.#members.values()) member.labelled(flag)
    return this
  }

  get isSet(): boolean {
    return this.value !== undefined && this.value !== null
  }

  /** The own member of that name; one without a value where there is none. */
  member(name: string | number): Part {
    const token = String(name)
    const known = this.#members.get(token)
    if (known !== undefined) return known
    const { value } = this
    const isContainer = Array.isArray(value) || isJsonObject(value)
    const own = isContainer ? ownProperty(value as never, token) : undefined
    const part = new Part(this.#reading, own, pointer(this.path, token), this.#flag)
    this.#members.set(token, part)
    return part
  }

  /** The elements. None, and a problem, where something else stands. */
  list(): Part[] {
    if (!this.isSet) return []
    if (Array.isArray(this.value)) return this.value.map((_, i) => this.member(i))
    this.#reading.refuse(this, 'a list')
    return []
  }

  /** The members by name. None, and a problem, where something else stands. */
  map(): [string, Part][] {
    if (!this.isSet) return []
    if (isJsonObject(this.value)) return Object.keys(this.value).map((name) => [name, this.member(name)])
    this.#reading.refuse(this, 'an object')
    return []
  }

  /** Whether an object stands here; a problem where not. */
  isObject(allowed = 'an object'): boolean {
    if (isJsonObject(this.value)) return true
    this.#reading.refuse(this, allowed)
    return false
  }

  text(): string | undefined {
    return this.#scalar('string', 'text')
  }

  number(): number | undefined {
    return this.#scalar('number', 'a number')
  }

  boolean(): boolean | undefined {
    return this.#scalar('boolean', 'true or false')
  }

  texts(): string[] {
    return this.list().flatMap((item) => item.text() ?? this.#missing(item, 'text'))
  }

  #missing(item: Part, allowed: string): never[] {
    if (!item.isSet) this.#reading.refuse(item, allowed)
    return []
  }

  #scalar<T>(type: 'string' | 'number' | 'boolean', allowed: string): T | undefined {
    this.#settled = true
    if (!this.isSet) return undefined
    if (typeof this.value === type && !Number.isNaN(this.value)) return this.value as T
    this.#reading.refuse(this, allowed)
    return undefined
  }

  /** The value whole, whatever it is: it goes into the document as it stands. */
  take(): Json | undefined {
    this.#settled = true
    return this.value
  }

  /** Members that decide nothing here, named once for the whole import. */
  leaveBehind(names: readonly string[]): void {
    for (const name of names) {
      const part = this.member(name)
      if (part.isSet) this.#reading.leaveBehind(name)
      part.take()
    }
  }

  refuse(allowed: string): void {
    this.#reading.refuse(this, allowed)
  }

  tell(fidelity: Fidelity, what: string): void {
    this.#reading.tell(this, fidelity, what)
  }

  /** Leaves this part out, loudly. */
  drop(what: string): void {
    this.#settled = true
    this.tell('dropped', what)
  }

  tellUnread(): void {
    if (this.#settled || isNothing(this.value)) return
    const { value } = this
    if (this.#members.size === 0 || typeof value !== 'object' || value === null) {
      this.tell('dropped', `"${this.path.slice(this.path.lastIndexOf('/') + 1)}" has no counterpart here.`)
      return
    }
    for (const name of Object.keys(value)) this.member(name).tellUnread()
  }
}

function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

function isDeeper(root: unknown, most: number): boolean {
  const open: [unknown, number][] = [[root, 0]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next
    if (typeof value !== 'object' || value === null) continue
    if (depth === most) return true
    for (const inner of Object.values(value)) open.push([inner, depth + 1])
  }
  return false
}
