import { describe, expect, it } from 'vitest';
import { TrustedProxies } from './trusted-proxies.js';

describe('a client', () => {
  const proxies = new TrustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  it.each([
    ['that comes by itself', '192.0.2.7', undefined, '192.0.2.7'],
    ['that comes by itself and claims to be another', '192.0.2.7', '198.51.100.1', '192.0.2.7'],
    ['behind a proxy', '127.0.0.1', '192.0.2.7', '192.0.2.7'],
    ['behind a proxy that is spelled in IPv6', '::ffff:127.0.0.1', '192.0.2.7', '192.0.2.7'],
    ['behind two', '10.1.2.3', '192.0.2.7, 127.0.0.1', '192.0.2.7'],
    ['behind one of IPv6', 'fd12::1', '2001:db8::1', '2001:db8::1'],
    ['that writes the header itself', '127.0.0.1', '198.51.100.1, 10.0.0.1, 192.0.2.7', '192.0.2.7'],
    ['that writes no address into it', '127.0.0.1', 'unknown', 'unknown'],
    ['whose proxy tells nothing', '127.0.0.1', '', '127.0.0.1'],
  ])('%s is found', (_who, peer, forwarded, client) => {
    expect(proxies.clientOf(peer, forwarded)).toBe(client);
  });

  it('is who connects where no proxy is trusted', () => {
    expect(new TrustedProxies().clientOf('127.0.0.1', '192.0.2.7')).toBe('127.0.0.1');
  });
});
