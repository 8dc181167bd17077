// What the room of an incident is called where it gets one of its own. Providers take small Latin letters, digits and
// hyphens, and no more than 80 of them.

const maxRoomNameChars = 80

/**
 * @param mark of this incident alone: a room of the same name is always its own
 * @example roomName('i7', 'Checkout: 15 % fail!', '3fa9c1') // 'inc-i7-checkout-15-fail-3fa9c1'
 */
export function roomName(id: string, title: string, mark: string): string {
  const plain = title.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')
  const name = `inc-${id}-${plain}`
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxRoomNameChars - mark.length - 1)
    .replace(/-+$/, '')
  return `${name}-${mark}`
}
