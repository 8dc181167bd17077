// Every command there is, in the order of the help.

import type { Command } from '../arguments/command.ts'
import { applyCommand } from './apply.ts'
import { createCompletionCommand } from './completion.ts'
import { flagsStaleCommand } from './flags/stale.ts'
import { importCommand } from './import.ts'
import { initCommand } from './init.ts'
import { killCommand } from './kill.ts'
import { killsCommand } from './kills.ts'
import { lintCommand } from './lint.ts'
import { loginCommand } from './login.ts'
import { planCommand } from './plan.ts'
import { pullCommand } from './pull.ts'
import { revisionsDiffCommand } from './revisions/diff.ts'
import { revisionsListCommand } from './revisions/list.ts'
import { revisionsRollbackCommand } from './revisions/rollback.ts'
import { revisionsShowCommand } from './revisions/show.ts'
import { statusCommand } from './status.ts'
import { testCommand } from './test.ts'
import { unkillCommand } from './unkill.ts'

export const commands: readonly Command[] = [
  loginCommand,
  statusCommand,
  killCommand,
  unkillCommand,
  killsCommand,
  flagsStaleCommand,
  revisionsListCommand,
  revisionsShowCommand,
  revisionsDiffCommand,
  revisionsRollbackCommand,
  initCommand,
  pullCommand,
  planCommand,
  applyCommand,
  lintCommand,
  testCommand,
  importCommand,
  createCompletionCommand(() => commands),
]
