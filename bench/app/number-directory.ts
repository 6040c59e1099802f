import { ServiceContract } from '#platform/services/service-contract.js';

@ServiceContract({ name: 'bench.directory', label: 'Directory', methods: { find: 'The one with this number.' } })
export abstract class Directory {
  abstract find(id: number): Promise<{ id: number }>;
}

export class NumberDirectory extends Directory {
  override async find(id: number): Promise<{ id: number }> {
    return { id };
  }
}
