// The evaluator worker's entry: wiring only.

import { createApp } from './app.ts'
import { isolateFor } from './this-isolate.ts'

export { Flags } from './binding/flags.ts'

export default createApp(isolateFor)
