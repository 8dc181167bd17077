// Every decided difference that one operation can show. Differences of whole documents stand in documents.ts.

import type { Parting } from '../blame.ts'
import { arithmetic } from './arithmetic.ts'
import { comparison } from './comparison.ts'
import { control } from './control.ts'
import { data } from './data.ts'
import type { Difference } from './difference.ts'
import { flagdOperators } from './flagd-operators.ts'
import { lists } from './lists.ts'
import { text } from './text.ts'

export const differences: readonly Difference[] = [
  ...comparison,
  ...arithmetic,
  ...text,
  ...data,
  ...lists,
  ...flagdOperators,
  ...control,
]

export const explain = (parting: Parting): Difference | undefined =>
  differences.find((difference) => difference.matches(parting))
