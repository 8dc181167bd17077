// flagd's evaluator in the interpreter mode: the one that Workers allow.

import { FlagdCore } from '@openfeature/flagd-core'
import { contexts, flagDocument, lastUser } from './inputs.ts'
import type { CreateSubject } from './subject.ts'

export const silent = { error() {}, warn() {}, info() {}, debug() {} }

export const create: CreateSubject = (flags) => {
  const core = new FlagdCore(undefined, silent, { disableDynamicCodeGeneration: true })
  core.setConfigurations(JSON.stringify(flagDocument(flags)))
  return {
    one: (key) => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        if (core.resolveBooleanEvaluation(key, false, contexts[user & lastUser]!, silent).value) on++
      }
      return on
    },
    all: () => (first, users) => {
      let on = 0
      for (let user = first; user < first + users; user++) {
        for (const { value } of core.resolveAll(contexts[user & lastUser]!, silent)) if (value === true) on++
      }
      return on
    },
  }
}
