import { describe, expect, it } from 'vitest';
import { changed, filterChanges, readView } from './viewState';

describe('the view in the URL', () => {
  it('has the filters, the search, the selection and what the reader chose', () => {
    const view = readView(new URLSearchParams('f.rho=0.02..0.1&f.method==sam|rsam&q=node&trial=3,17&cols=rho,seed'));

    expect(view.filters).toEqual([
      { column: 'rho', min: 0.02, max: 0.1 }, { column: 'method', words: ['sam', 'rsam'] }]);
    expect([view.search, view.selected, view.list('cols'), view.list('axes')])
      .toEqual(['node', [3, 17], ['rho', 'seed'], null]);
  });

  it('leaves out what cannot be meant', () => {
    const view = readView(new URLSearchParams('f.rho=wide&trial=x,4'));
    expect([view.filters, view.selected]).toEqual([[], [4]]);
  });

  it('changes what is named and keeps the rest', () => {
    expect(changed(new URLSearchParams('q=a&sort=-rho&x=lr'), { q: null, sort: 'lr', trial: '' }).toString())
      .toBe('sort=lr&x=lr');
  });

  it('has one filter a column', () => {
    const before = new URLSearchParams('f.rho=1..2&f.lr=1..2&q=a');
    const after = changed(before, filterChanges(['rho', 'lr'], [{ column: 'lr', min: 0, max: 1 }]));
    expect(after.toString()).toBe('f.lr=0..1&q=a');
  });
});
