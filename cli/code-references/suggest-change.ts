// What to do about a stale flag, in one sentence. Pure.

import { onlyServed } from '../../domain/lifecycle/stale-reasons.ts'
import type { ListedFlag } from '../api/lifecycle-api.ts'
import { targetArguments } from '../kills/target.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { References } from './search-checkout.ts'

/** `references` is undefined where no checkout was searched. */
export function suggestChange(flag: ListedFlag, references: References | undefined): string {
  const { key, stale } = flag
  const archive = `fuseboard flags archive ${targetArguments({ flag: key })}`
  if (stale.includes('unused')) return suggestForUnused(references, archive)
  const only = onlyServed(flag.served)
  if (stale.includes('settled') && only !== null) return suggestForSettled(only, references, archive)
  if (stale.includes('expired')) {
    return 'is past its date: finish what it was made for and archive it, or give it a later "expiresAt" and the reason why'
  }
  if (stale.includes('review-due')) {
    return 'nobody has changed it for a year: is it still needed? Archive it, or note in its description that it was reviewed'
  }
  return 'look at it: this command does not know the reason'
}

function suggestForUnused(references: References | undefined, archive: string): string {
  const unused = 'nobody has asked for it for 14 days or more'
  if (references === undefined) return `${unused}: remove its checks from the code (--repo finds them), then ${archive}`
  const { sure, perhaps } = references
  if (sure.length > 0) return `${unused}: remove its checks ${inPlaces(references)}, then ${archive}`
  if (perhaps.length > 0)
    return `${unused}, and only perhaps referenced ${inPlaces(references)}: look there, then ${archive}`
  return `${unused}, and there are no references here: ${archive}`
}

function suggestForSettled(only: string, references: References | undefined, archive: string): string {
  const serves = only === '' ? 'is disabled for everybody' : `has served only "${printable(only)}" for 7 days or more`
  const branch = only === '' ? 'what runs without it' : `what "${printable(only)}" does`
  const then = `then, 7 days after the last evaluation, ${archive}`
  if (references === undefined) return `${serves}: replace its checks by ${branch} (--repo finds them), ${then}`
  if (references.sure.length + references.perhaps.length === 0) {
    return `${serves}, and there are no references here: remove its checks wherever they are, ${then}`
  }
  const perhaps = references.sure.length === 0 ? ', if these are its checks' : ''
  return `${serves}: replace the check by ${branch} ${inPlaces(references)}${perhaps}, ${then}`
}

function inPlaces({ sure, perhaps, left }: References): string {
  const places = (sure.length > 0 ? sure : perhaps).length
  if (left > 0) return `in these ${places} places and more`
  return places === 1 ? 'in this place' : `in these ${plural(places, 'place')}`
}
