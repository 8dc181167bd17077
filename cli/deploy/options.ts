// What `npm run deploy -- …` understands.

import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../../domain/result.ts'

export const environments = ['staging', 'production'] as const
export type Environment = (typeof environments)[number]

export interface DeployOptions {
  readonly environment: Environment
  readonly dryRun: boolean
  /** Asks nothing. */
  readonly yes: boolean
  /** Where the workers answer, where their configuration does not say. */
  readonly evaluatorUrl: string | undefined
  readonly adminUrl: string | undefined
}

export const usage = `npm run deploy -- (staging|production) [options]

Checks everything first, then deploys the admin worker, then the evaluator, and asks both how they are.

  --dry-run             checks what needs no account, bundles both workers, prints the commands, sends nothing
  --yes                 do not ask before production: for pipelines
  --evaluator-url URL   where the evaluator answers, if no route in wrangler.toml says so
  --admin-url URL       where the admin worker answers, if no route in admin/wrangler.toml says so
  --help                this text

Exit codes: 0 deployed, 1 a check or a deploy failed, 2 wrong usage. docs/operations.md has the whole way.`

export function parseOptions(args: readonly string[]): Result<DeployOptions | 'help', string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        'evaluator-url': { type: 'string' },
        'admin-url': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return ok('help')
    const [environment, ...more] = positionals
    if (environment === undefined || more.length > 0 || !isEnvironment(environment)) {
      const found = positionals.length === 0 ? 'nothing' : `"${positionals.join(' ')}"`
      return fail(`found ${found}; allowed: one of ${environments.join(', ')}\n\n${usage}`)
    }
    for (const name of ['evaluator-url', 'admin-url'] as const) {
      const url = values[name]
      if (url !== undefined && !isWebAddress(url)) {
        return fail(`--${name}: found "${url}"; allowed: an address such as https://flags.example.com`)
      }
    }
    const { yes, 'dry-run': dryRun, 'evaluator-url': evaluatorUrl, 'admin-url': adminUrl } = values
    return ok({ environment, dryRun, yes, evaluatorUrl, adminUrl })
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`)
  }
}

const isEnvironment = (text: string): text is Environment => (environments as readonly string[]).includes(text)

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
