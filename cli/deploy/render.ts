// What a deploy says, pure.

import { printable, printableLines } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import type { Check } from './checks.ts'
import type { WorkerConfig } from './worker-config.ts'

export function renderCheck({ name, verdict, found, remedy }: Check, style: Style): string[] {
  const sign = { ok: style.green('✓'), failed: style.red('✗'), doubt: style.yellow('?') }[verdict]
  const [first = '', ...more] = printableLines(found).split('\n')
  return [
    `${sign} ${printable(name)}: ${first}`,
    ...more.map((line) => `    ${line}`),
    ...(remedy === undefined ? [] : [`    ${style.dim('→')} ${printable(remedy)}`]),
  ]
}

export const renderCommand = (args: readonly string[]): string => ['npx', 'wrangler', ...args].join(' ')

/** Where things stand after wrangler has refused one of the two, and the ways on. */
export function renderHalfDone(
  failed: 'admin' | 'evaluator',
  environment: string,
  { evaluator, admin }: { readonly evaluator: WorkerConfig; readonly admin: WorkerConfig },
): string[] {
  const refused = failed === 'admin' ? admin : evaluator
  const look = `    npx wrangler deployments list --config ${refused.path} --env ${environment}`
  const again = `    npm run deploy -- ${environment}`
  const unsure = [
    `✗ wrangler failed on ${refused.name}; its own words stand above. If it failed after the upload, for a route or a`,
    '  domain, the new version runs already; see which one does:',
    look,
  ]
  if (failed === 'admin') {
    return [
      ...unsure,
      `  The evaluator ${evaluator.name} was not sent and is as it was. Every kill in force stays in force. Once it is mended:`,
      again,
    ]
  }
  return [
    ...unsure,
    `  The admin worker ${admin.name} is deployed and stays so; ${evaluator.name} serves what it served before. The older`,
    '  evaluator goes on with the newer admin worker: kills reach it. Mend it and repeat:',
    again,
    '  Or take the admin worker back to the version before (not across a migration of its objects):',
    `    npx wrangler rollback --config ${admin.path} --env ${environment}`,
  ]
}
