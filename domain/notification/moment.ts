// Times in messages: always UTC and always saying so, since readers sit in different zones. To the minute.

/** @example renderMoment(0) // '1970-01-01 00:00 UTC' */
export const renderMoment = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
