// The calls of Node's crypto that the control plane uses. Node's own types would bring its globals with them.

declare module 'node:crypto' {
  interface Hash {
    update(text: string): Hash
    digest(encoding: 'hex'): string
  }
  interface Hmac {
    update(text: string): Hmac
    digest(encoding: 'base64'): string
  }
  export function createHash(algorithm: 'sha256'): Hash
  export function createHmac(algorithm: 'sha256', key: Uint8Array): Hmac
  export function timingSafeEqual(left: Uint8Array, right: Uint8Array): boolean
}
