// The admin worker on real workerd, in a process of its own, so that it can be killed with everything it has running.
// Arguments: repository, bundle, port, token, folder for the state. Answers messages {get: key} with what KV has.

import { Miniflare } from 'miniflare'
import { localState } from '../../../cli/local/run-workers.ts'
import { adminName, adminOptions } from '../../../cli/local/worker-options.ts'

const [root = '', dir = '', port = '', token = '', stateDir = ''] = process.argv.slice(2)
const worker = await adminOptions({ root, dir, port: Number(port) }, { token })
const miniflare = new Miniflare({ ...localState(stateDir), workers: [worker] })
await miniflare.ready
const kv = await miniflare.getKVNamespace('FLAGS_KV', adminName)

process.on('message', async ({ get: key }: { get: string }) => {
  process.send?.({ value: await kv.get(key, 'text') })
})
process.send?.('ready')
