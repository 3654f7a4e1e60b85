import { expect, it } from 'vitest';
import { ApiError, type SweepPreview } from '../api/client';
import { verdict } from './PreviewPanel';

const VALID = { shown: { trials: 6 } as SweepPreview, error: null, checking: false, waiting: false };

it.each([
  ['what is valid', VALID, 'Valid: 6 trials'],
  ['what is not', { ...VALID, error: new ApiError('no seeds', 422) }, 'Not valid'],
  ['what nobody knows', { ...VALID, error: new ApiError('The server cannot be reached.', null) }, 'Not checked'],
  ['that it is being checked', { ...VALID, checking: true }, 'Checking…'],
  ['that it has to wait', { ...VALID, checking: true, waiting: true }, 'Waiting until the server has time…'],
])('says %s', (_, preview, said) => expect(verdict(preview)).toBe(said));
