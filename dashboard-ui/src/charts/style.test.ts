import { expect, test } from 'vitest';
import { tick } from './style';

test('the labels of an axis differ however close its places are', () => {
  expect([0.59, 0.5905, 0.591].map(value => tick(value, ''))).toEqual(['0.59', '0.5905', '0.591']);
  expect([0.967, 0.9675].map(value => tick(value, '%'))).toEqual(['96.7', '96.75']);
});

test('no error of floating point is in a label', () => {
  expect(tick(0.1 + 0.2, '')).toBe('0.3');
  expect(tick(0.07, '%')).toBe('7');
});

test('very small and very large places have an exponent', () => {
  expect([0, 1e-7, 2.5e-4, -1e-8, 999_999, 2_000_000].map(value => tick(value, ''))).toEqual(
    ['0', '1e-7', '2.5e-4', '-1e-8', '999999', '2e+6']);
});
