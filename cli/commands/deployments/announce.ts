// fuseboard deployments announce, live   What a pipeline says before and after it deploys.

import { ok, type Result } from '../../../domain/result.ts'
import type { AdminApi, Answer } from '../../api/admin-api.ts'
import { announceDeployment, type Deployment, setDeploymentLive } from '../../api/deployments.ts'
import { type Call, defineCommand, type Outcome } from '../../arguments/command.ts'
import { deploymentOptions, parseDeployment } from '../../deployments/deployment-options.ts'
import { explainRefusal, goLiveRemedy } from '../../deployments/explain-refusal.ts'
import { renderDeployment } from '../../deployments/render-deployments.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

type DeploymentCall = Call<typeof deploymentOptions>

const topic = 'Deployments'

export const deploymentsAnnounceCommand = defineCommand({
  name: 'deployments announce',
  topic,
  summary: 'say that a version is about to go live',
  usage: 'SYSTEM VERSION [--previous VERSION] [--flag KEY…] [--rollback-hook CHANNEL] [--hotfix ID] [--link URL]',
  about: `Changes nothing yet. It goes live with deployments live, or is given up with deployments abandon. Needs the incident
scope.`,
  options: deploymentOptions,
  positionals: { least: 2, most: 2 },

  async run(call) {
    const deployment = parseDeployment(call.positionals, call.options, 'announced')
    if (!deployment.ok) return deployment
    return tell(
      call,
      (api) => announceDeployment(api, deployment.value),
      ({ id }) => `fuseboard deployments live ${id}`,
    )
  },
})

export const deploymentsLiveCommand = defineCommand({
  name: 'deployments live',
  topic,
  summary: 'say that a version is live',
  usage: '(SYSTEM VERSION [options of announce] | ID)',
  about: `In one command, or by the ID of what was announced. Saying it twice changes nothing. While a SEV1 or SEV2 of the system
is before Verify nothing goes live on it but the hotfix of that incident: the exit code is ${exitCodes.failed} then, and it says what to do.
It is observed once telemetry of its system comes in, and stable an hour later. Needs the incident scope.`,
  options: deploymentOptions,
  positionals: { least: 1, most: 2 },

  async run(call) {
    const { positionals, options } = call
    const next = ({ id }: Deployment) => `fuseboard deployments show ${id}, or deployments rollback ${id} --reason TEXT`
    if (positionals.length === 1) {
      if (Object.keys(deploymentOptions).some((name) => Object.hasOwn(options, name))) {
        const remedy = 'Try: fuseboard deployments live SYSTEM VERSION'
        return usageFailure('What was announced goes live as it was announced.', remedy)
      }
      return tell(call, (api) => setDeploymentLive(api, positionals[0]!), next)
    }
    const deployment = parseDeployment(positionals, options, 'live')
    return deployment.ok ? tell(call, (api) => announceDeployment(api, deployment.value), next) : deployment
  },
})

async function tell(
  call: DeploymentCall,
  send: (api: AdminApi) => Answer<Deployment>,
  next: (deployment: Deployment) => string,
): Promise<Result<Outcome, Failure>> {
  const connection = await connect(call)
  if (!connection.ok) return connection
  const told = explainRefusal(await send(connection.value.api), goLiveRemedy)
  if (!told.ok) return told
  const { value } = told
  const text = `${renderDeployment(value, call.clock.now(), call.terminal.style)}\nNext: ${printable(next(value))}`
  return ok({ exitCode: exitCodes.ok, text, json: value })
}
