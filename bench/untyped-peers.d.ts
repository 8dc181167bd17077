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
