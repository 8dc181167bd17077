// Fuseboard as its worker evaluates: the view of a healthy isolate, a fresh frame, and the answer with reason, variant,
// metadata and tier. The moment comes with the view, for which a request reads the clock once; it is not read again here.

import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { createHasher } from '../../../wasm/load-node.ts'
import { answerAll, answerOne, createFrame } from '../../../worker/answer.ts'
import { hold } from '../../../worker/snapshot/held.ts'
import type { View } from '../../../worker/snapshot/ladder.ts'
import { contexts, flagDocument, lastUser } from './inputs.ts'
import type { CreateSubject } from './subject.ts'

const feed = { format: 1, epoch: 1, seq: 1, revision: 'bench', kills: [], lowered: {} } as const

export const create: CreateSubject = (flags) => {
  const snapshot = compileSnapshot(flagDocument(flags), feed.revision, createHasher)!
  const fallback = compileSnapshot({ flags: {} }, 'fallback', createHasher)!
  const view: View = {
    held: hold(snapshot, [], feed),
    fallback,
    fallbackMarks: new Uint8Array(),
    decision: {
      standardServed: true,
      strictServed: true,
      ageMs: 0,
      cause: undefined,
      degraded: false,
      refresh: 'none',
    },
    servedTier: 'memory',
  }
  const nowMs = Date.now()
  return {
    one: (key) => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        const frame = createFrame(contexts[user & lastUser]!, nowMs)
        if (answerOne(view, key, frame, 'server').outcome.value === true) on++
      }
      return on
    },
    all: () => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        answerAll(view, createFrame(contexts[user & lastUser]!, nowMs), 'server', ({ value }) => {
          if (value === true) on++
        })
      }
      return on
    },
  }
}
