// Every operator a rule may use. A name that is not here makes the flag invalid where it is written, and quarantined
// where it is met at the edge.

import type { Operator } from '../program.ts'
import { arithmetic } from './arithmetic.ts'
import { comparison } from './comparison.ts'
import { data } from './data.ts'
import { fractional } from './fractional.ts'
import { lists } from './lists.ts'
import { logic } from './logic.ts'
import { versions } from './sem-ver.ts'
import { textual } from './text.ts'

export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({ ...data, ...logic, ...comparison, ...arithmetic, ...textual, ...lists, ...versions, fractional }),
)
