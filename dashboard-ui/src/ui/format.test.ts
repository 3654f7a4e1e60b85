import { describe, expect, it } from 'vitest';
import {
  ago, ahead, compactSetting, duration, elapsed, percent, setting, shortSetting, significant, words,
} from './format';

const now = new Date('2026-11-24T18:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - 1000 * seconds);

describe('formatting', () => {
  it.each([[0.97312, '97.31'], [1, '100.00'], [0.00096, '0.10']])('gives %d in per cent', (value, text) => {
    expect(percent(value)).toBe(text);
  });

  it.each([[0.61234, '0.6123'], [2104.56, '2105'], [2.3e-8, '2.300e-8'], [0, '0'], [-0.5, '-0.5000']])(
    'gives %d to four significant digits', (value, text) => {
      expect(significant(value)).toBe(text);
    });

  it.each([[0.04, '0.0 s'], [59.94, '59.9 s'], [59.96, '1 min 00 s'], [65, '1 min 05 s'], [3599.6, '1 h 00 min'],
    [7500, '2 h 05 min'], [-3, '0.0 s']])('gives %d seconds as a duration', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([[-30, 'just now'], [9, 'just now'], [45, '45 seconds ago'], [119, '1 minute ago'], [7300, '2 hours ago'],
    [100_000, 'yesterday'], [9 * 86_400, '9 days ago']])('says how long ago %d seconds were', (seconds, text) => {
    expect(ago(before(seconds), now)).toBe(text);
  });

  it.each([[-50, 'within a minute'], [29, 'within a minute'], [90, 'in 2 min'], [3600, 'in 1 h 00 min'],
    [7530, 'in 2 h 06 min']])('says when %d seconds will have passed', (seconds, text) => {
    expect(ahead(before(-seconds), now)).toBe(text);
  });

  it('counts up to now for what has not ended, and not at all for what has not started', () => {
    expect(elapsed('2026-11-24T17:59:30Z', null, now)).toBe('30.0 s');
    expect(elapsed('2026-11-24T17:59:30Z', '2026-11-24T17:59:32Z', now)).toBe('2.0 s');
    expect(elapsed(null, null, now)).toBe('–');
  });

  it('shows settings as their author would write them', () => {
    expect([0.00025, 1e-20, false, 'step', { name: 'wrn' }, undefined].map(setting))
      .toEqual(['0.00025', '1e-20', 'false', 'step', '{"name":"wrn"}', '–']);
  });

  it('shortens settings that are not round, and no integers', () => {
    expect([0.020999999999999998, 0.00025, 9007199254740991, 'step'].map(shortSetting))
      .toEqual(['0.021', '0.00025', '9007199254740991', 'step']);
  });

  it('leaves out what a column has no room for', () => {
    expect([0.0000215443469, 0.183298, 0.00025, 1e-20, 128, 0.1, 0.0123456].map(compactSetting))
      .toEqual(['2.154e-5', '0.1833', '0.00025', '1e-20', '128', '0.1', '0.01235']);
  });

  it('reads constants as words', () => {
    expect(words('LEASE_EXPIRED')).toBe('lease expired');
  });
});
