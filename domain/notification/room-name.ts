// What the room of an incident is called where it gets one of its own. Providers take small Latin letters, digits and
// hyphens, and no more than 80 of them.

const maxRoomNameChars = 80

/** @example roomName('i7', 'Checkout: 15 % fail!') // 'inc-i7-checkout-15-fail' */
export function roomName(id: string, title: string): string {
  const plain = title.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')
  return `inc-${id}-${plain}`
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxRoomNameChars)
    .replace(/-+$/, '')
}
