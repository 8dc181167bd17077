// Entry of the benchmark's worker: one run, in an object of its own.

import type { OutboxRun } from './outbox-figures.ts'
import type { OutboxWorld } from './outbox-world.ts'

export { OutboxWorld } from './outbox-world.ts'

interface Env {
  readonly OUTBOX: DurableObjectNamespace<OutboxWorld>
}

export default {
  async fetch(request: Request, { OUTBOX }: Env): Promise<Response> {
    const run = (await request.json()) as OutboxRun
    return Response.json(await OUTBOX.getByName(`${run.provider} ${run.seed}`).run(run))
  },
}
