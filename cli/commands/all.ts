// Every command there is, in the order of the help.

import type { Command } from '../arguments/command.ts'
import { drillCommand } from './drill.ts'
import { importCommand } from './import.ts'
import { killCommand } from './kill.ts'
import { killsCommand } from './kills.ts'
import { loginCommand } from './login.ts'
import { revisionsDiffCommand } from './revisions/diff.ts'
import { revisionsListCommand } from './revisions/list.ts'
import { revisionsRollbackCommand } from './revisions/rollback.ts'
import { revisionsShowCommand } from './revisions/show.ts'
import { statusCommand } from './status.ts'
import { unkillCommand } from './unkill.ts'

export const commands: readonly Command[] = [
  loginCommand,
  statusCommand,
  killCommand,
  unkillCommand,
  killsCommand,
  revisionsListCommand,
  revisionsShowCommand,
  revisionsDiffCommand,
  revisionsRollbackCommand,
  importCommand,
  drillCommand,
]
