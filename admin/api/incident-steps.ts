// What people do to an open incident. Each step that is not allowed names everything that it lacks.

import type { z } from '@hono/zod-openapi'
import type { ProblemKind } from '../../protocol/admin-problem.ts'
import type { ActInput, ActName } from '../objects/root/acts.ts'
import { type Endpoint, endpoint, written } from './endpoint.ts'
import * as inputs from './incident-inputs.ts'
import * as shapes from './incident-shapes.ts'
import { given } from './incidents.ts'

interface Step<B> {
  readonly name: string
  readonly act: ActName
  readonly summary: string
  readonly body: z.ZodType<B>
  readonly schema?: z.ZodType
  readonly refuses?: readonly ProblemKind[]
}

const common: readonly ProblemKind[] = [
  'malformed-json',
  'invalid-body',
  'not-found',
  'transition-refused',
  'invalid-idempotency-key',
  'idempotency-key-reused',
]

const step = <B extends object>({ name, act, summary, body, schema = shapes.incident, refuses = [] }: Step<B>) =>
  endpoint({
    method: 'post',
    path: `/api/v1/incidents/{id}/${name}`,
    summary,
    needs: ['incident'],
    body,
    answers: { 200: { description: 'The incident as it is now.', schema } },
    refuses: [...common, ...refuses],
    run: async ({ root, caller, params, body: read }) => {
      const input = { ...given(read), id: params.id ?? '' } as unknown as ActInput<typeof act>
      return written(await root.act(caller, act, input))
    },
  })

export const incidentStepEndpoints: readonly Endpoint[] = [
  step({
    name: 'contain',
    act: 'incident.contain',
    summary: 'Contains, or adds to what is contained. Killing flags needs the scope kill as well.',
    body: inputs.containInput,
    schema: shapes.containedIncident,
    refuses: ['feed-full'],
  }),
  step({
    name: 'advance',
    act: 'incident.advance',
    summary: 'Goes on to the next phase, if everything that it needs is there.',
    body: inputs.advanceInput,
  }),
  step({
    name: 'note',
    act: 'incident.note',
    summary: 'Adds a note, a hypothesis, a log or a link to the timeline; also once it is closed.',
    body: inputs.noteInput,
  }),
  step({
    name: 'severity',
    act: 'incident.severity',
    summary: 'Says how bad it is. It rises freely; a drop needs a reason.',
    body: inputs.severityInput,
  }),
  step({
    name: 'command',
    act: 'incident.command',
    summary: 'Takes command, which ends the paging.',
    body: inputs.commandInput,
  }),
  step({
    name: 'roles',
    act: 'incident.role',
    summary: 'Gives somebody a role, or nobody.',
    body: inputs.roleInput,
  }),
  step({
    name: 'systems',
    act: 'incident.systems',
    summary: 'Says which systems are affected. Only this draws the blast radius anew.',
    body: inputs.systemsInput,
  }),
  step({
    name: 'fix',
    act: 'incident.fix',
    summary: 'Records what repaired it: a revert, or a hotfix that is out.',
    body: inputs.fixInput,
  }),
  step({
    name: 'relapse',
    act: 'incident.relapse',
    summary: 'It came back: from verify to contain. Containment and fix have to be found again.',
    body: inputs.withReason,
  }),
  step({
    name: 'close',
    act: 'incident.close',
    summary: 'Closes it, once its criteria have passed for 30 minutes.',
    body: inputs.maybeReason,
  }),
]
