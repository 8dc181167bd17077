import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

// Two rooms: `workerd` runs what the workers run, inside the real runtime; `node` runs what a person's machine runs,
// and talks to the workers from outside.
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: { AUTH: 'off' } },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['test/{domain,protocol,wasm,worker,fault}/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'node',
          include: ['test/{cli,conformance,house}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
