// fuseboard flags explain   Why somebody gets the answer they get: every step of the rule, for one context.

import { isJsonObject } from '../../../domain/json.ts'
import { ok, type Result } from '../../../domain/result.ts'
import { explainFlag } from '../../api/explanations.ts'
import { type Call, defineCommand, type OptionSpecs } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { renderExplanation } from '../../flags/render-explanation.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'
import { parseJsonOption, readInput } from '../../session/read-input.ts'

export const flagsExplainCommand = defineCommand({
  name: 'flags explain',
  topic: 'Flags',
  summary: 'show step by step why a flag answers what it answers',
  usage: 'KEY [--key TARGETINGKEY] [--context (JSON | FILE | -)] [--revision REVISION]',
  about: `Evaluates the flag for one context and draws each step: operator, inputs, result; of a share also the bucket and
the thresholds. --context is a JSON object, a JSON or YAML file, or - for stdin; --key is short for its targetingKey.
Nothing is recorded as an evaluation. Needs the read scope.`,
  options: {
    context: {
      type: 'string',
      value: 'CONTEXT',
      about: 'who is asking, such as {"targetingKey": "u1", "country": "NL"}',
    },
    key: { type: 'string', value: 'TEXT', about: 'the targetingKey' },
    revision: { type: 'string', value: 'REVISION', about: 'as it was then, not as it is now' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const key = positionals[0]!
    const context = await readContext(call, options.context, options.key)
    if (!context.ok) return context
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const asked = await explainFlag(api, key, context.value, options.revision)
    const explanation = await nameNearestFlag(api, key, asked)
    if (!explanation.ok) return explanation
    const text = renderExplanation(explanation.value, terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: explanation.value })
  },
})

async function readContext<O extends OptionSpecs>(
  call: Call<O>,
  given: string | undefined,
  targetingKey: string | undefined,
): Promise<Result<object, Failure>> {
  const isInline = given?.trimStart().startsWith('{')
  const value =
    given === undefined ? ok({}) : isInline ? parseJsonOption('context', given) : await readInput(call, given)
  if (!value.ok) return value
  if (!isJsonObject(value.value)) {
    return usageFailure('--context: this is no JSON object.', `Try --context '{"targetingKey": "u1"}'.`)
  }
  return ok(targetingKey === undefined ? value.value : { ...value.value, targetingKey })
}
