import { expect, it } from 'vitest';
import { endIn } from './endIn';

it.each([[-5, 'ends within a minute'], [0.5, 'ends within a minute'], [12.2, 'ends in 13 minutes'],
  [150, 'ends in 3 hours'], [7200, 'ends in 5 days']])('says that what ends in %d minutes %s', (minutes, text) => {
  const now = new Date('2026-11-24T18:00:00Z');
  expect(endIn(new Date(now.getTime() + 60_000 * minutes), now)).toBe(text);
});
