import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/client';
import { diagnosticsOf } from './diagnostics';
import { difference } from './YamlEditor';

const TEXT = 'name: x\nmodel: {depth: 12}\n';

function marked(error: ApiError): string[] {
  return diagnosticsOf(error, TEXT, parseDocument(TEXT)).map(({ from, to }) => TEXT.slice(from, to));
}

describe('what the server refuses', () => {
  it('is marked where its pointers say', () => {
    expect(marked(new ApiError('2 invalid fields', 422, { errors: [
      { pointer: '/model/depth', value: 12, message: 'must be a depth 6n + 4' },
      { pointer: '/model/width', value: null, message: 'is required' },
    ] }))).toEqual(['12', '{depth: 12}']);
  });

  it('is marked where the text cannot be read', () => {
    expect(marked(new ApiError('not a readable YAML document', 400, { line: 2, column: 8 }))).toEqual(['{']);
    expect(marked(new ApiError('not a readable YAML document', 400, { line: 9, column: 1 }))).toEqual(['']);
  });

  it('is nowhere where nobody answered', () => {
    expect(marked(new ApiError('The server cannot be reached.', null))).toEqual([]);
  });
});

describe('the difference of two texts', () => {
  it.each([['rho: 1', 'rho: 12'], ['aa', 'aaa'], ['aaa', 'aa'], ['', 'x'], ['abc', 'xyz'], ['same', 'same']])(
    'makes %j of %j', (after, before) => {
      const { from, to, insert } = difference(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
    });

  it('is no longer than what changed', () => {
    expect(difference('rho: [0.1, 0.2]', 'rho: [0.1, 0.3, 0.2]')).toEqual({ from: 13, to: 13, insert: '3, 0.' });
  });
});
