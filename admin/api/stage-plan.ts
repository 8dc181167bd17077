// Handing a plan over to the root, in messages of a bounded size. It means nothing until a commit names it, and what none
// names is removed by the daily tidying.

import type { ChangePlan, PlannedChange } from '../flags/plan-change.ts'
import { cutParts } from '../flags/snapshot-parts.ts'
import type { StagedPlan } from '../objects/root/commands/commit-plan.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import { changesPerBatch } from '../objects/root/stores/staged-rows.ts'

const partsPerCall = 16
const definitionCharsPerCall = 4 * 1024 * 1024

/** Everything that a commit needs. */
export async function stagePlan(root: RootRpc, plan: ChangePlan): Promise<StagedPlan> {
  const { revision, text, documentOffset, definitions, changes, flags } = plan
  if (!(await root.holdsSnapshot(revision))) {
    const parts = cutParts(text)
    await root.stageSnapshot({ revision, parts: parts.length, documentOffset, chars: text.length })
    for (let first = 0; first < parts.length; first += partsPerCall) {
      await root.stageParts(revision, first, parts.slice(first, first + partsPerCall))
    }
  }
  for (let i = 0; i < definitions.length; ) {
    const batch: ChangePlan['definitions'][number][] = []
    for (let chars = 0; i < definitions.length && chars < definitionCharsPerCall; i++) {
      batch.push(definitions[i]!)
      chars += 100 + (definitions[i]!.text ?? '').length
    }
    await root.stageDefinitions(batch)
  }
  const id = await stageOnlyChanges(root, changes)
  return { id, revision, flags, changed: changes.length }
}

/** What can be judged, but not committed. Answers the name it is staged under. */
export async function stageOnlyChanges(root: RootRpc, changes: readonly PlannedChange[]): Promise<string> {
  const id = crypto.randomUUID()
  for (let i = 0; i < changes.length; i += changesPerBatch) {
    await root.stageChanges(id, i, changes.slice(i, i + changesPerBatch))
  }
  return id
}
