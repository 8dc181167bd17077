// Waiting in the evaluator: the rule is in domain/, the clock of the platform here.

import type { Sleep } from '../../domain/bounded.ts'

export { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'

export const realSleep: Sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
