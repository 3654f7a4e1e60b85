import { parse, parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import {
  addEntry, countTyped, definitionText, edited, entryPaths, pointerOf, rangeAt, remove, setList, setText, setTyped,
  textAt,
} from './definitionText';

const TEXT = `# why this sweep
name: radius # of SAM
dataset: digits
weight_decay: 5e-4
methods:
  - sgd
  - {name: sam, grid: {rho: [0.02, 0.10]}}
seeds: [0, 1]
`;

describe('editing a definition', () => {
  it('changes one field and leaves comments, order and digits', () => {
    expect(edited(TEXT, document => setTyped(document, ['weight_decay'], '1e-3')))
      .toBe(TEXT.replace('5e-4', '1e-3'));
    expect(edited(TEXT, document => setText(document, ['name'], '2026')))
      .toBe(TEXT.replace('radius', '"2026"'));
  });

  it('reads numbers as numbers, and leaves what is none to the server to refuse', () => {
    const text = edited(TEXT, document => setTyped(document, ['epochs'], '1o'));
    expect(parse(text).epochs).toBe('1o');
    expect(parse(edited(text, document => setTyped(document, ['epochs'], ' 10 '))).epochs).toBe(10);
    expect(parse(edited(text, document => setTyped(document, ['epochs'], '{a: 1}'))).epochs).toBe('{a: 1}');
  });

  it('takes an empty field out, and the object that it leaves empty', () => {
    const grown = edited(TEXT, document => setTyped(document, ['optimizer', 'lr'], '0.1'));
    expect(parse(grown).optimizer).toEqual({ lr: 0.1 });
    expect(edited(grown, document => setTyped(document, ['optimizer', 'lr'], ''))).toBe(TEXT);
  });

  it('makes an object of a bare name that gets a setting', () => {
    const text = edited(TEXT, document => setTyped(document, ['methods', 0, 'epochs'], '12'));
    expect(parse(text).methods[0]).toEqual({ name: 'sgd', epochs: 12 });
  });

  it('begins with nothing', () => {
    expect(edited('', document => setList(document, ['seeds'], '0, 1'))).toBe('seeds: [0, 1]\n');
  });

  it('writes several values as a list, and keeps a list that shrinks', () => {
    const path = ['methods', 1, 'grid', 'rho'];
    expect(parse(edited(TEXT, document => setList(document, path, '0.05'))).methods[1].grid.rho).toEqual([0.05]);
    expect(parse(edited(TEXT, document => setList(document, ['rho'], '0.05'))).rho).toBe(0.05);
    expect(parse(edited(TEXT, document => setList(document, ['rho'], '0.05, 0.1,'))).rho).toEqual([0.05, 0.1]);
    expect(parse(edited(TEXT, document => setList(document, ['rho'], '0.05]'))).rho).toBe('0.05]');
    expect([countTyped('1, 2'), countTyped(']'), countTyped('')]).toEqual([2, 1, 0]);
  });

  it('makes a list of a single entry that gets another', () => {
    const text = edited(TEXT, document => addEntry(document, 'dataset', 'cifar10'));
    expect(parse(text).dataset).toEqual(['digits', 'cifar10']);
    expect(entryPaths(parseDocument(text), 'dataset')).toEqual([['dataset', 0], ['dataset', 1]]);
    expect(entryPaths(parseDocument(TEXT), 'dataset')).toEqual([['dataset']]);
    expect(parse(edited(TEXT, document => addEntry(document, 'model', { name: 'vae' }))).model)
      .toEqual([{ name: 'vae' }]);
    expect(parse(edited(TEXT, document => remove(document, ['methods', 0]))).methods).toHaveLength(1);
  });
});

describe('reading a definition', () => {
  it('shows the digits of its author', () => {
    const document = parseDocument(TEXT);
    expect([['weight_decay'], ['methods', 1, 'grid', 'rho'], ['methods', 0], ['seeds'], ['nothing', 'there']]
      .map(path => textAt(document, path))).toEqual(['5e-4', '0.02, 0.10', 'sgd', '0, 1', '']);
  });

  it('finds what a pointer of the server is about', () => {
    const document = parseDocument(TEXT);
    const at = (pointer: string) => TEXT.slice(...rangeAt(document, pointer));
    expect(at('/methods/1/grid/rho/1')).toBe('0.10');
    expect(at(pointerOf(['methods', 1]))).toBe('{name: sam, grid: {rho: [0.02, 0.10]}}');
    expect(at('/methods/1/grid/sigma0')).toBe('{rho: [0.02, 0.10]}');
    expect(at('/model')).toBe('');
    expect(pointerOf(['a/b', 'c~d'])).toBe('/a~1b/c~0d');
  });
});

describe('the text of a stored definition', () => {
  it('has a line for each field and each method', () => {
    expect(definitionText({
      name: 'demo', model: { name: 'wrn', depth: 10 }, methods: [{ name: 'sam', grid: { rho: [0.05] } }], seeds: [0],
    })).toBe(`name: demo
model: {name: wrn, depth: 10}
methods:
  - {name: sam, grid: {rho: [0.05]}}
seeds: [0]
`);
  });
});
