// sem_ver [version, operator, version]   Semantic Versioning 2.0.0 order. `^` is the same major, `~` the same
// major.minor: not npm's ranges. Null on wrong arity, type or spelling.

import type { Json } from '../../json.ts'
import { compileValues } from '../arguments.ts'
import { dynamic, type Operator } from '../program.ts'

interface Version {
  /** Digits, not numbers: a version may have more of them than a number holds. */
  readonly core: readonly [string, string, string]
  readonly prerelease: readonly string[]
}

const identifier = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)'
const number = '(0|[1-9]\\d*)'
const full = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?$`,
)
const short = new RegExp(`^${number}(?:\\.${number})?$`)
/** Longer text is no version anybody wrote, and would only keep the regular expression busy. */
const maxVersionLength = 256

/** Strips one leading v or V, pads `1` and `1.2`, ignores build metadata. */
export function parseVersion(value: Json | undefined): Version | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const spelling = String(value).replace(/^[vV]/, '')
  if (spelling.length > maxVersionLength) return null
  const match = full.exec(spelling) ?? short.exec(spelling)
  if (match === null) return null
  const core = [match[1] ?? '0', match[2] ?? '0', match[3] ?? '0'] as const
  return { core, prerelease: match[4]?.split('.') ?? [] }
}

const compareText = (left: string, right: string): number => (left < right ? -1 : Number(left > right))

/** Without leading zeros a longer number is a larger one. */
const compareDigits = (left: string, right: string): number => left.length - right.length || compareText(left, right)

function compareIdentifiers(left: string, right: string): number {
  const leftIsNumber = /^\d+$/.test(left)
  if (leftIsNumber !== /^\d+$/.test(right)) return leftIsNumber ? -1 : 1
  return leftIsNumber ? compareDigits(left, right) : compareText(left, right)
}

function compareVersions(left: Version, right: Version): number {
  for (let i = 0; i < 3; i++) {
    const difference = compareDigits(left.core[i]!, right.core[i]!)
    if (difference !== 0) return difference
  }
  // A release comes after its own prereleases.
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return right.prerelease.length - left.prerelease.length
  }
  const shared = Math.min(left.prerelease.length, right.prerelease.length)
  for (let i = 0; i < shared; i++) {
    const difference = compareIdentifiers(left.prerelease[i]!, right.prerelease[i]!)
    if (difference !== 0) return difference
  }
  return left.prerelease.length - right.prerelease.length
}

type Relation = (left: Version, right: Version) => boolean

const sameMajor: Relation = (left, right) => left.core[0] === right.core[0]

export const versionRelations: ReadonlyMap<string, Relation> = new Map<string, Relation>([
  ['=', (left, right) => compareVersions(left, right) === 0],
  ['!=', (left, right) => compareVersions(left, right) !== 0],
  ['<', (left, right) => compareVersions(left, right) < 0],
  ['<=', (left, right) => compareVersions(left, right) <= 0],
  ['>', (left, right) => compareVersions(left, right) > 0],
  ['>=', (left, right) => compareVersions(left, right) >= 0],
  ['^', sameMajor],
  ['~', (left, right) => sameMajor(left, right) && left.core[1] === right.core[1]],
])

function compare(values: readonly Json[]): Json {
  if (values.length !== 3) return null
  const left = parseVersion(values[0])
  const relation = typeof values[1] === 'string' ? versionRelations.get(values[1]) : undefined
  const right = parseVersion(values[2])
  return left === null || relation === undefined || right === null ? null : relation(left, right)
}

const semVer: Operator = (argument, compiler) => {
  if (Array.isArray(argument) && argument.length === 3 && typeof argument[1] === 'string') {
    const relation = versionRelations.get(argument[1])
    const right = parseVersion(argument[2])
    if (relation !== undefined && right !== null) {
      const { run } = compiler.compile(argument[0], 0)
      return dynamic((frame, item) => {
        const left = parseVersion(run(frame, item))
        return left === null ? null : relation(left, right)
      })
    }
  }
  const values = compileValues(argument, compiler)
  return dynamic((frame, item) => compare(values(frame, item)))
}

export const versions: Readonly<Record<string, Operator>> = { sem_ver: semVer }
