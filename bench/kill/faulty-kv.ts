// A worker that stands before the real KV namespace and can be told to fail: what a KV outage looks like to the evaluator
// and to the admin worker.

export const faultyKvScript = `
import { WorkerEntrypoint } from 'cloudflare:workers'
let failing = false
export class Store extends WorkerEntrypoint {
  get(key, options) { return this.#through(() => this.env.REAL_KV.get(key, options)) }
  put(key, value, options) { return this.#through(() => this.env.REAL_KV.put(key, value, options)) }
  delete(key) { return this.#through(() => this.env.REAL_KV.delete(key)) }
  #through(call) { if (failing) throw new Error('KV is down'); return call() }
}
export default {
  fetch(request) {
    failing = new URL(request.url).pathname === '/fail'
    return new Response(failing ? 'failing' : 'working')
  }
}`
