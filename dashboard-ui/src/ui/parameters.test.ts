import { describe, expect, it } from 'vitest';
import { withChanges } from './parameters';

describe('choices in the address', () => {
  it('change together, and leave the others alone', () => {
    const before = new URLSearchParams('state=running&q=rho');

    expect(String(withChanges(before, { state: 'failed', sort: 'name', q: null }))).toBe('state=failed&sort=name');
    expect(String(before)).toBe('state=running&q=rho');
  });
});
