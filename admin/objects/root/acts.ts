// Every write of the root that is a plain command, by name: one transaction each, with its audit row. The root itself only
// looks here, so that a new command is one line.

import { fail, type Result } from '../../../domain/result.ts'
import type { Refusal } from '../../refusal.ts'
import { refuseSecrets } from './channels/stored-secrets.ts'
import { testChannel } from './channels/test-channel.ts'
import { deleteChannel, writeChannel } from './channels/write-channel.ts'
import type { Db } from './database.ts'
import { abandon, rollBack } from './deployment/end-deployment.ts'
import { announceDeployment, setLive } from './deployment/go-live.ts'
import { openHotfix } from './hotfix/open-hotfix.ts'
import { rollHotfix } from './hotfix/roll-hotfix.ts'
import { abandonHotfix, approveHotfix, implementHotfix, passSuite, tickTask } from './hotfix/step-hotfix.ts'
import { assessIncident, spreadIncident } from './incident/assess-incident.ts'
import { containIncident } from './incident/contain-incident.ts'
import { declareIncident } from './incident/declare-incident.ts'
import { fixIncident } from './incident/fix-incident.ts'
import { advanceIncident, closeIncident, relapseIncident } from './incident/move-incident.ts'
import { noteIncident } from './incident/note-incident.ts'
import { planPostMortem, writePostMortem } from './incident/post-mortem.ts'
import { deleteResponder, writeResponder } from './incident/responders.ts'
import { setProbes } from './incident/set-probes.ts'
import { assignRole, takeCommand } from './incident/staff-incident.ts'
import { takeAlerts } from './incident/take-alerts.ts'
import { updateIncident } from './incident/update-incident.ts'
import { approveNotification, retryNotification, withdrawNotification } from './outbox/decide-notification.ts'
import type { Done, Moment } from './perform.ts'

/** What a command may know besides its input and the moment. */
export interface ActSurroundings {
  /** Locations that are asking now. */
  readonly colos: readonly string[]
  /** A run on one machine. */
  readonly local: boolean
  /** How many stale flags an owner may have. */
  readonly staleBudget: number
  /** Something that nobody can guess. */
  readonly newKey: () => string
}

/** Checks first and writes then: one that refuses has written nothing. */
export type Act<I, O> = (db: Db, input: I, moment: Moment, around: ActSurroundings) => Result<Done<O>, Refusal>

// biome-ignore lint/suspicious/noExplicitAny: each act has its own input and output; `Acts` keeps them
type AnyAct = Act<any, unknown>

/** What people hand in is kept for good, in timelines and in the audit log: none of it may hold a secret. */
const withoutSecrets =
  <I extends object, O>(act: Act<I, O>): Act<I, O> =>
  (db, input, moment, around) => {
    const problems = refuseSecrets(db, textsOf(input))
    return problems.length > 0 ? fail({ kind: 'invalid-body', problems }) : act(db, input, moment, around)
  }

const textsOf = (input: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(input).filter((member): member is [string, string] => typeof member[1] === 'string'),
  )

export const acts = {
  'incident.open': declareIncident,
  'incident.contain': withoutSecrets(containIncident),
  'incident.advance': withoutSecrets(advanceIncident),
  'incident.close': withoutSecrets(closeIncident),
  'incident.relapse': withoutSecrets(relapseIncident),
  'incident.fix': withoutSecrets(fixIncident),
  'incident.severity': withoutSecrets(assessIncident),
  'incident.systems': withoutSecrets(spreadIncident),
  'incident.command': takeCommand,
  'incident.role': assignRole,
  'incident.note': noteIncident,
  'incident.probes': setProbes,
  'incident.postmortem.plan': planPostMortem,
  'incident.postmortem.write': withoutSecrets(writePostMortem),
  'alerts.take': takeAlerts,
  'responder.put': writeResponder,
  'responder.delete': deleteResponder,
  'deployment.announce': announceDeployment,
  'deployment.live': setLive,
  'deployment.rollback': withoutSecrets(rollBack),
  'deployment.abandon': withoutSecrets(abandon),
  'incident.update': updateIncident,
  'channel.put': writeChannel,
  'channel.delete': deleteChannel,
  'channel.test': testChannel,
  'notification.approve': approveNotification,
  'notification.withdraw': withdrawNotification,
  'notification.retry': retryNotification,
  'hotfix.open': withoutSecrets(openHotfix),
  'hotfix.implement': withoutSecrets(implementHotfix),
  'hotfix.suite': passSuite,
  'hotfix.approve': approveHotfix,
  'hotfix.roll': rollHotfix,
  'hotfix.abandon': withoutSecrets(abandonHotfix),
  'hotfix.task': tickTask,
} as const satisfies Readonly<Record<string, AnyAct>>

export type Acts = typeof acts
export type ActName = keyof Acts
export type ActInput<N extends ActName> = Acts[N] extends Act<infer I, unknown> ? I : never
export type ActOutput<N extends ActName> = Acts[N] extends Act<never, infer O> ? O : never
