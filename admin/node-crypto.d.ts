// The two calls of Node's crypto that the control plane uses. Node's own types would bring its globals with them.

declare module 'node:crypto' {
  interface Hash {
    update(text: string): Hash
    digest(encoding: 'hex'): string
  }
  export function createHash(algorithm: 'sha256'): Hash
  export function timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean
}
