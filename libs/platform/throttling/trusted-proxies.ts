import { BlockList, isIP } from 'node:net';

/** For what comes without a request of Fastify, which says the same as `request.ip`. */
export class TrustedProxies {
  readonly #networks = new BlockList();

  /** @param networks addresses and networks, for example `10.0.0.0/8` */
  constructor(networks: readonly string[] = []) {
    for (const network of networks) {
      const [address = '', bits] = network.split('/');
      if (bits === undefined) this.#networks.addAddress(address, familyOf(address));
      else this.#networks.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /**
   * The nearest address that is no proxy of ours: each of them appends who came to it, and what is left of that was written by
   * whom nobody has to believe.
   * @param forwarded `X-Forwarded-For`, nearest last
   */
  clientOf(peer: string, forwarded: string | readonly string[] = []): string {
    const hops = [forwarded]
      .flat()
      .join(',')
      .split(',')
      .map((hop) => hop.trim())
      .filter(Boolean);
    let client = peer;
    while (hops.length > 0 && this.#trusts(client)) client = hops.pop() as string;
    return client;
  }

  #trusts(address: string): boolean {
    return isIP(address) !== 0 && this.#networks.check(address, familyOf(address));
  }
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
