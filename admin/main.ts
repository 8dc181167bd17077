// The admin worker's entry: wiring only.

import { createApp } from './api/app.ts'

export { Relay } from './objects/relay/relay.ts'
export { Root } from './objects/root/root.ts'
export { Telemetry } from './objects/telemetry/telemetry.ts'

export default createApp()
