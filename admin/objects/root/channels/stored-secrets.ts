// Whether a text holds a secret: one that is stored here, in whatever form, or one that is known by its own form. Whatever is
// shown, sent or audited must not: those who write templates, settings, notes and updates ask this first.

import { type Json, pointer } from '../../../../domain/json.ts'
import { findSecretForms } from '../../../../domain/notification/find-secrets.ts'
import type { Problem } from '../../../../domain/problem.ts'
import { findSecrets } from '../../../channels/check-channel.ts'
import type { Db } from '../database.ts'
import { allSecrets } from '../stores/channel-rows.ts'

/**
 * Where in a value the secret of any channel stands, in whatever form; the problems never repeat it.
 *
 * @param path of the value in the input
 * @example findStoredSecrets(db, body.text, '/text')
 */
export const findStoredSecrets = (db: Db, value: Json, path: string): Problem[] =>
  findSecrets(value, path, allSecrets(db))

/**
 * What is wrong with texts that people hand in and that are kept for good, by the names of their members.
 *
 * @example refuseSecrets(db, { title, reason }) // [{ path: '/reason', found: 'a token of Slack', allowed: '…' }]
 */
export const refuseSecrets = (db: Db, texts: Readonly<Record<string, string | undefined>>): Problem[] =>
  Object.entries(texts).flatMap(([name, text]) => {
    if (text === undefined) return []
    const path = pointer('', name)
    return [...findStoredSecrets(db, text, path), ...findSecretForms(text, path)]
  })
