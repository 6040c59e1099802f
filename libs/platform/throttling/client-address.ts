import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Groups of 16 bits in a /64. */
const NETWORK = 4;

/**
 * By what somebody who is not signed in is counted: the address, of IPv6 its /64, since whoever has one address there has all of them.
 */
export function clientAddress(ip: string): string {
  const [, mapped] = MAPPED.exec(ip) ?? [];
  if (mapped) return mapped;
  const [address = ''] = ip.split('%');
  if (!isIPv6(address)) return ip;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  // The last group may be written as an IPv4 address, which stands for two.
  const written = before.length + after.length + (address.includes('.') ? 1 : 0);
  const zeros: string[] = tail === undefined ? [] : new Array(8 - written).fill('0');
  const groups = [...before, ...zeros, ...after]
    .slice(0, NETWORK)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}
