// Every command there is, in the order of the help.

import type { Command } from '../arguments/command.ts'
import { applyCommand } from './apply.ts'
import { auditListCommand } from './audit/list.ts'
import { auditVerifyCommand } from './audit/verify.ts'
import { cascadesListCommand } from './cascades/list.ts'
import { cascadesShowCommand } from './cascades/show.ts'
import { changesApproveCommand } from './changes/approve.ts'
import { changesListCommand } from './changes/list.ts'
import { changesRejectCommand } from './changes/reject.ts'
import { changesReviewCommand } from './changes/review.ts'
import { changesShowCommand } from './changes/show.ts'
import { channelsListCommand } from './channels/list.ts'
import { channelsRemoveCommand } from './channels/remove.ts'
import { channelsSetCommand } from './channels/set.ts'
import { channelsShowCommand } from './channels/show.ts'
import { channelsTestCommand } from './channels/test.ts'
import { createCompletionCommand } from './completion.ts'
import { deploymentsAnnounceCommand, deploymentsLiveCommand } from './deployments/announce.ts'
import { deploymentsAbandonCommand, deploymentsRollbackCommand } from './deployments/end.ts'
import { deploymentsListCommand, deploymentsShowCommand } from './deployments/list.ts'
import { drillCommand } from './drill.ts'
import { flagsArchiveCommand } from './flags/archive.ts'
import { flagsExplainCommand } from './flags/explain.ts'
import { flagsGetCommand } from './flags/get.ts'
import { flagsHistoryCommand } from './flags/history.ts'
import { flagsListCommand } from './flags/list.ts'
import { flagsRestoreCommand } from './flags/restore.ts'
import { flagsSetCommand } from './flags/set.ts'
import { flagsStaleCommand } from './flags/stale.ts'
import { hotfixImplementCommand } from './hotfix/implement.ts'
import { hotfixListCommand } from './hotfix/list.ts'
import { hotfixOpenCommand } from './hotfix/open.ts'
import {
  hotfixAbandonCommand,
  hotfixApproveCommand,
  hotfixRollCommand,
  hotfixStatusCommand,
  hotfixTaskCommand,
} from './hotfix/steps.ts'
import { hotfixSuiteCommand } from './hotfix/suite.ts'
import { importCommand } from './import.ts'
import { incidentContainCommand } from './incident/contain.ts'
import { incidentFixCommand, incidentSeverityCommand } from './incident/facts.ts'
import { incidentListCommand } from './incident/list.ts'
import { incidentAdvanceCommand, incidentCloseCommand, incidentRelapseCommand } from './incident/move.ts'
import { incidentNoteCommand } from './incident/note.ts'
import { incidentOpenCommand } from './incident/open.ts'
import { incidentCommandCommand, incidentRoleCommand } from './incident/people.ts'
import { incidentPostmortemCommand } from './incident/postmortem.ts'
import { incidentProbesCommand } from './incident/probes.ts'
import { incidentReadyCommand } from './incident/ready.ts'
import { incidentStatusCommand } from './incident/status.ts'
import { incidentSystemsCommand } from './incident/systems.ts'
import { incidentTimelineCommand } from './incident/timeline.ts'
import { incidentUpdateCommand } from './incident/update.ts'
import { incidentWatchCommand } from './incident/watch.ts'
import { initCommand } from './init.ts'
import { keysCreateCommand } from './keys/create.ts'
import { keysListCommand } from './keys/list.ts'
import { keysRevokeCommand } from './keys/revoke.ts'
import { killCommand } from './kill.ts'
import { killsCommand } from './kills.ts'
import { ledgerCommand } from './ledger.ts'
import { lintCommand } from './lint.ts'
import { loginCommand } from './login.ts'
import {
  notificationsApproveCommand,
  notificationsRetryCommand,
  notificationsWithdrawCommand,
} from './notifications/act.ts'
import { notificationsListCommand } from './notifications/list.ts'
import { notificationsShowCommand } from './notifications/show.ts'
import { planCommand } from './plan.ts'
import { policiesListCommand } from './policies/list.ts'
import { policiesSetCommand } from './policies/set.ts'
import { policiesShowCommand } from './policies/show.ts'
import { pullCommand } from './pull.ts'
import { respondersListCommand } from './responders/list.ts'
import { respondersRemoveCommand } from './responders/remove.ts'
import { respondersSetCommand } from './responders/set.ts'
import { revisionsDiffCommand } from './revisions/diff.ts'
import { revisionsListCommand } from './revisions/list.ts'
import { revisionsRollbackCommand } from './revisions/rollback.ts'
import { revisionsShowCommand } from './revisions/show.ts'
import { rolloutKillCommand, rolloutPauseCommand, rolloutResumeCommand, rolloutRevertCommand } from './rollout/act.ts'
import { rolloutStartCommand } from './rollout/start.ts'
import { rolloutStatusCommand } from './rollout/status.ts'
import { rolloutWatchCommand } from './rollout/watch.ts'
import { segmentsGetCommand } from './segments/get.ts'
import { segmentsListCommand } from './segments/list.ts'
import { segmentsRemoveCommand } from './segments/remove.ts'
import { segmentsSetCommand } from './segments/set.ts'
import { statusCommand } from './status.ts'
import { systemsGetCommand } from './systems/get.ts'
import { systemsListCommand } from './systems/list.ts'
import { systemsApplyCommand, systemsPlanCommand } from './systems/plan.ts'
import { systemsPullCommand } from './systems/pull.ts'
import { systemsRadiusCommand } from './systems/radius.ts'
import { systemsRemoveCommand } from './systems/remove.ts'
import { systemsSetCommand } from './systems/set.ts'
import { testCommand } from './test.ts'
import { tokensCreateCommand } from './tokens/create.ts'
import { tokensListCommand } from './tokens/list.ts'
import { tokensRevokeCommand } from './tokens/revoke.ts'
import { unkillCommand } from './unkill.ts'

export const commands: readonly Command[] = [
  loginCommand,
  statusCommand,
  killCommand,
  unkillCommand,
  killsCommand,
  flagsListCommand,
  flagsGetCommand,
  flagsSetCommand,
  flagsArchiveCommand,
  flagsRestoreCommand,
  flagsHistoryCommand,
  flagsExplainCommand,
  flagsStaleCommand,
  drillCommand,
  incidentOpenCommand,
  incidentStatusCommand,
  incidentListCommand,
  incidentWatchCommand,
  incidentContainCommand,
  incidentAdvanceCommand,
  incidentNoteCommand,
  incidentSeverityCommand,
  incidentCommandCommand,
  incidentRoleCommand,
  incidentSystemsCommand,
  incidentFixCommand,
  incidentRelapseCommand,
  incidentUpdateCommand,
  incidentCloseCommand,
  incidentTimelineCommand,
  incidentPostmortemCommand,
  incidentProbesCommand,
  incidentReadyCommand,
  respondersListCommand,
  respondersSetCommand,
  respondersRemoveCommand,
  cascadesListCommand,
  cascadesShowCommand,
  channelsListCommand,
  channelsShowCommand,
  channelsSetCommand,
  channelsRemoveCommand,
  channelsTestCommand,
  notificationsListCommand,
  notificationsShowCommand,
  notificationsApproveCommand,
  notificationsWithdrawCommand,
  notificationsRetryCommand,
  rolloutStartCommand,
  rolloutStatusCommand,
  rolloutWatchCommand,
  rolloutPauseCommand,
  rolloutResumeCommand,
  rolloutRevertCommand,
  rolloutKillCommand,
  hotfixListCommand,
  hotfixStatusCommand,
  hotfixOpenCommand,
  hotfixTaskCommand,
  hotfixImplementCommand,
  hotfixSuiteCommand,
  hotfixApproveCommand,
  hotfixRollCommand,
  hotfixAbandonCommand,
  policiesListCommand,
  policiesShowCommand,
  policiesSetCommand,
  deploymentsListCommand,
  deploymentsShowCommand,
  deploymentsAnnounceCommand,
  deploymentsLiveCommand,
  deploymentsRollbackCommand,
  deploymentsAbandonCommand,
  ledgerCommand,
  changesListCommand,
  changesShowCommand,
  changesApproveCommand,
  changesRejectCommand,
  changesReviewCommand,
  revisionsListCommand,
  revisionsShowCommand,
  revisionsDiffCommand,
  revisionsRollbackCommand,
  systemsListCommand,
  systemsGetCommand,
  systemsSetCommand,
  systemsRemoveCommand,
  systemsRadiusCommand,
  systemsPullCommand,
  systemsPlanCommand,
  systemsApplyCommand,
  segmentsListCommand,
  segmentsGetCommand,
  segmentsSetCommand,
  segmentsRemoveCommand,
  keysListCommand,
  keysCreateCommand,
  keysRevokeCommand,
  tokensListCommand,
  tokensCreateCommand,
  tokensRevokeCommand,
  auditListCommand,
  auditVerifyCommand,
  initCommand,
  pullCommand,
  planCommand,
  applyCommand,
  lintCommand,
  testCommand,
  importCommand,
  createCompletionCommand(() => commands),
]
