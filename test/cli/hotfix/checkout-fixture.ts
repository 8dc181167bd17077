// A small checkout in a temporary folder: payments, a checkout that depends on it and mail apart, with tests and the vitest of
// this repository.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface SmallCheckout {
  readonly root: string
  write(path: string, text: string): void
  git(...args: string[]): void
  remove(): void
}

const systems = `- id: payments
  paths: [payments/**]
  critical: true
- id: checkout
  paths: [checkout]
  dependsOn: [payments]
- id: mail
  paths: [mail/**]
`
const testOf = (name: string, from: string): string =>
  `import { expect, it } from 'vitest'\nimport { value } from '${from}'\nit('${name}', () => expect(value).toBe(1))\n`

const files: Readonly<Record<string, string>> = {
  'package.json': '{"type":"module"}\n',
  'vitest.config.ts': 'export default { test: { include: ["**/*.test.ts"] } }\n',
  '.gitignore': 'node_modules\n',
  'systems.yaml': systems,
  'payments/pay.ts': 'export const value = 1\n',
  'payments/pay.test.ts': testOf('pays', './pay.ts'),
  'checkout/cart.ts': "export { value } from '../payments/pay.ts'\n",
  'checkout/cart.test.ts': testOf('a cart is paid @hotfix', './cart.ts'),
  'mail/send.ts': 'export const value = 1\n',
  'mail/send.test.ts': testOf('sends @hotfix', './send.ts'),
  'e2e/home.test.ts': "import { it } from 'vitest'\nit('opens @smoke', () => {})\n",
}

export function makeCheckout(): SmallCheckout {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fuseboard-suite-')))
  const checkout: SmallCheckout = {
    root,
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
    git: (...args) => {
      const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
      execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' })
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
  for (const [path, text] of Object.entries(files)) checkout.write(path, text)
  symlinkSync(resolve(import.meta.dirname, '../../../node_modules'), join(root, 'node_modules'))
  checkout.git('init', '-q', '-b', 'main')
  checkout.git('add', '-A')
  checkout.git('commit', '-qm', 'first')
  return checkout
}
