// One process of the evaluate benchmark: `node sample.ts KIND|bulk FLAGS` checks all subjects, then prints the nanoseconds
// that one user takes, by subject.

import { kindOf, mixedKey } from '../../documents.ts'
import { measure } from '../../measure.ts'
import { check } from './check.ts'
import { lastUser } from './inputs.ts'
import { type CreateSubject, subjectFiles } from './subject.ts'

const [what, count] = process.argv.slice(2) as [string, string]
const flags = Array.from({ length: Number(count) }, (_, i) => ({ key: literal(mixedKey(i)), kind: kindOf(i) }))

const subjects = await Promise.all(
  Object.entries(subjectFiles).map(async ([name, file]) => {
    const { create }: { create: CreateSubject } = await import(file)
    return { name, subject: await create(flags) }
  }),
)
for (const { name, subject } of subjects) await check(name, subject, flags)

const timings = await measure(
  subjects.map(({ name, subject }) => {
    const loop = what === 'bulk' ? subject.all() : subject.one(flags.find(({ kind }) => kind === what)!.key)
    let user = 0
    return {
      name,
      run(iterations) {
        user = (user + iterations) & lastUser
        return loop(user, iterations)
      },
    }
  }),
)
for (const { subject } of subjects) await subject.close?.()
console.log(JSON.stringify(timings))

/** The same text as the engine keeps names that stand in code: callers name their flags so. */
function literal(text: string): string {
  return Object.keys({ [text]: 0 })[0]!
}
