import { describe, expect, it } from 'vitest';
import { doubts, provenanceGroups } from './provenance';

describe('provenance', () => {
  it('is told in groups of a fixed order, without what is not known', () => {
    expect(provenanceGroups({ seed: 0, novelty: 1, threads: 2, code_version: '0.1.0', device: 'cpu' })).toEqual([
      { title: 'Code', values: { code_version: '0.1.0' } },
      { title: 'Machine', values: { device: 'cpu', threads: 2 } },
      { title: 'Result', values: { seed: 0 } },
      { title: 'Other', values: { novelty: 1 } },
    ]);
  });

  it.each<[Record<string, unknown>, number]>([
    [{ code_version: '0.1.0+0a56442', device: 'cpu, 2 threads' }, 0],
    [{ code_version: '0.1.0+0a56442-dirty', device: 'cpu, 2 threads' }, 1],
    [{ code_version: '0.1.0+0a56442-dirty', device: 'cuda:0' }, 2],
    [{}, 0],
  ])('of %o leaves %d doubts', (provenance, expected) => {
    expect(doubts(provenance)).toHaveLength(expected);
  });
});
