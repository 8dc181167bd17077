// Where a provider's API is: its real address unless the settings say otherwise.

import type { Channel } from './channel.ts'
import { textIn } from './read-answer.ts'

/** @param path begins with "/" */
export const atBase = ({ settings }: Channel, standard: string, path: string): string =>
  `${(textIn(settings, 'baseUrl') ?? standard).replace(/\/+$/, '')}${path}`
