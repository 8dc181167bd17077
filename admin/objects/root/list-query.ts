// What a list is asked for, in the one form of all lists.

export interface ListQuery {
  readonly limit: number
  /** The field that the list goes by. */
  readonly sort: string
  readonly descending: boolean
  /** Where the page before ended. */
  readonly after?: Place
  /** Equalities, and what a list has beyond them, by name. */
  readonly filters: Readonly<Record<string, string>>
}

/** A place in a list: the last item's value of the field that it goes by, and what tells items of one value apart. */
export type Place = readonly [value: string | number, tie: string | number]

/** A place as a page's `next`: opaque to clients, and of no use in a list that goes by something else. */
export const renderPlace = ({ sort, descending }: Pick<ListQuery, 'sort' | 'descending'>, place: Place): string =>
  JSON.stringify([descending ? `-${sort}` : sort, ...place])

/** Undefined for what is no place of a list in this order, such as "key" or "-createdAt". */
export function parsePlace(text: string, order: string): Place | undefined {
  try {
    const parts: unknown = JSON.parse(text)
    if (!Array.isArray(parts) || parts.length !== 3 || parts[0] !== order) return undefined
    const [, value, tie] = parts
    return isScalar(value) && isScalar(tie) ? [value, tie] : undefined
  } catch {
    return undefined
  }
}

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'
