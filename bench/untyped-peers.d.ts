// Peers without types of their own.

declare module 'imurmurhash' {
  export default class MurmurHash3 {
    constructor(text?: string, seed?: number)
    hash(text: string): this
    result(): number
  }
}

declare module 'murmurhash3js' {
  const murmurHash3: { x86: { hash32(text: string, seed?: number): number } }
  export default murmurHash3
}

declare module 'workerd' {
  const workerd: { /** Path of the executable. */ readonly default: string }
  export default workerd
}

// These have types, in a folder that a fresh checkout has not installed: types must check without it.
declare module '@growthbook/growthbook'
declare module '@launchdarkly/node-server-sdk'
declare module '@launchdarkly/node-server-sdk/integrations'
declare module 'configcat-node'
declare module 'unleash-client'
