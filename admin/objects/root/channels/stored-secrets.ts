// Whether a text holds a secret that is stored here. Whatever is shown, sent or audited must not: those who write templates,
// settings and updates ask this first.

import type { Json } from '../../../../domain/json.ts'
import type { Problem } from '../../../../domain/problem.ts'
import { findSecrets } from '../../../channels/check-channel.ts'
import type { Db } from '../database.ts'
import { allChannels } from '../stores/channel-rows.ts'

/**
 * Where in a value the secret of any channel stands, in whatever form; the problems never repeat it.
 *
 * @param path of the value in the input
 * @example findStoredSecrets(db, body.text, '/text')
 */
export const findStoredSecrets = (db: Db, value: Json, path: string): Problem[] =>
  findSecrets(
    value,
    path,
    allChannels(db).flatMap(({ secrets }) => Object.values(secrets)),
  )
