import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { copyOf, newKey } from './draft';

describe('a copy of a sweep', () => {
  it('has its definition under another name, which is no longer than a name may be', () => {
    const definition = { name: 'radius', dataset: 'digits', seeds: [0, 1] };
    expect(parse(copyOf(definition))).toEqual({ ...definition, name: 'radius (copy)' });
    expect(parse(copyOf({ ...definition, name: 'x'.repeat(200) })).name).toHaveLength(200);
  });
});

describe('the key of a submission', () => {
  it('is another each time', () => {
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newKey()).not.toBe(newKey());
  });
});
