// The machine's clock. Commands are handed it, so that tests can hand them another.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './arguments/command.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (delayMs, signal) => sleep(delayMs, undefined, signal && { signal }).catch(() => {}),
}
