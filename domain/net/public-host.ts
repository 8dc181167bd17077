// Where a request that somebody else chose the address of may go: probes, channels. Whoever may write such an address must not
// be able to make the server ask things that only the server can reach: so public hosts only. A public name that points at a
// private address cannot be seen here; the runtime refuses private addresses itself.

/** Names that never leave a network of somebody's own. */
const privateEndings = ['localhost', 'local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'home.arpa']

/** IPv4 blocks that are nobody's public address: first address and length of the prefix. */
const privateBlocks: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

const ipv4 = /^\d+\.\d+\.\d+\.\d+$/

/**
 * Why a host cannot be asked; null where it can.
 *
 * @param hostname as `URL` writes it: lower case, every spelling of an IPv4 address as four numbers, IPv6 in brackets
 */
export function checkHost(hostname: string, allowLoopback: boolean): string | null {
  const name = hostname.replace(/\.$/, '')
  if (isLoopback(name)) return allowLoopback ? null : 'a loopback address'
  if (name.startsWith('[')) return isGlobalIpv6(name.slice(1, -1)) ? null : 'a private, link-local or reserved address'
  if (ipv4.test(name)) return isPrivateIpv4(name) ? 'a private, link-local or reserved address' : null
  if (!name.includes('.')) return 'a name without a domain'
  return privateEndings.some((ending) => name.endsWith(`.${ending}`)) ? 'a name of a private network' : null
}

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '[::1]') return true
  return ipv4.test(name) && name.startsWith('127.')
}

function isPrivateIpv4(address: string): boolean {
  const bits = bitsOf(address)
  return privateBlocks.some(([first, length]) => bits >>> (32 - length) === bitsOf(first) >>> (32 - length))
}

const bitsOf = (address: string): number =>
  address.split('.').reduce((bits, part) => ((bits << 8) | Number(part)) >>> 0, 0)

/** Global unicast, without the blocks that wrap an IPv4 address or are for documents. */
function isGlobalIpv6(address: string): boolean {
  const [first = 0, second = 0] = address
    .split('::')[0]!
    .split(':')
    .map((group) => Number.parseInt(group, 16) || 0)
  if (first >>> 13 !== 1) return false
  if (first === 0x2002 || first === 0x3fff) return false
  // 2001::/23 holds Teredo and other protocols' addresses.
  return first !== 0x2001 || (second >= 0x200 && second !== 0xdb8)
}
