import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** Stands where the evaluator's binding to the relays points: an admin worker that has nothing to say. */
const silentAdmin = {
  name: 'fuseboard-admin',
  modules: true,
  compatibilityDate: '2026-10-01',
  durableObjects: {
    RELAYS: { className: 'Relay', useSQLite: true },
    TELEMETRY: { className: 'Telemetry', useSQLite: true },
  },
  script: `import { DurableObject } from 'cloudflare:workers'
    export class Relay extends DurableObject { read() { return null } sighted() {} snapshotPart() { return null } }
    export class Telemetry extends DurableObject { record() { return { status: 'counted' } } takeOutcomes() { return { taken: true } } }
    export default { fetch: () => new Response(null, { status: 404 }) }`,
}

/** No test takes a second on a quiet machine; on a busy one that says nothing. */
const busyMs = 30_000

// Two rooms: `workerd` runs what the workers run, inside the real runtime; `node` runs what a person's machine runs,
// and talks to the workers from outside.
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: { bindings: { AUTH: 'off' }, workers: [silentAdmin] },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['test/{domain,protocol,wasm,worker,feed,fault}/**/*.test.ts'],
          testTimeout: busyMs,
          // One isolate for all files is three times as fast; the tests make their own state, and share none.
          isolate: false,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './admin/wrangler.toml' },
            miniflare: { bindings: { FUSEBOARD_ADMIN_TOKEN: 'fb_boot_0123456789abcdefghij', LOCAL: 'on' } },
          }),
        ],
        test: { name: 'admin', include: ['test/admin/**/*.test.ts'], testTimeout: busyMs },
      },
      {
        test: {
          name: 'node',
          include: ['test/{cli,client,conformance,house,world,providers}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
