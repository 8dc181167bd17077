// Where a list goes on that goes by a number alone.

/** The number that a list goes on from; undefined at its beginning. */
export const numberIn = (cursor: string | undefined): number | undefined =>
  cursor === undefined ? undefined : Number(cursor)
