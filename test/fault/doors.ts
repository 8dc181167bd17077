// One question put to every HTTP door, and what each says.

import { all, asking, type IsolateFixture, one } from '../worker/isolate-fixture.ts'

export interface Said {
  readonly single: Readonly<Record<string, unknown>>
  /** This flag in the bulk answer; undefined where it is not in there. */
  readonly bulk: Readonly<Record<string, unknown>> | undefined
  readonly gate: number
  /** Revision, tier and cause as the single door's headers name them. */
  readonly revision: string | null
  readonly tier: string | null
  readonly cause: string | null
}

/** Asks every door about a flag. */
export async function askEveryDoor(
  edge: IsolateFixture,
  key: string,
  context: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const single = await edge.ask(one(key), asking(context))
  const bulk = (await (await edge.ask(all, asking(context))).json()) as { flags: { key: string }[] }
  const gate = await edge.ask(`/v1/gate/${encodeURIComponent(key)}?${new URLSearchParams(context)}`)
  return {
    single: (await single.json()) as Said['single'],
    bulk: bulk.flags.find((flag) => flag.key === key),
    gate: gate.status,
    revision: single.headers.get('fuseboard-revision'),
    tier: single.headers.get('fuseboard-tier'),
    cause: single.headers.get('fuseboard-cause'),
  }
}
