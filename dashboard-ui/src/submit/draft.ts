import { definitionText } from './definitionText';

/** Seconds to minutes on a laptop. */
export const FIRST_DEFINITION = `name: sharpness of SAM
dataset: digits
model: {name: wrn, depth: 10, width: 1}
epochs: 10
batch_size: 32
weight_decay: 5e-4
methods:
  - {name: sgd}
  - {name: sam, grid: {rho: [0.02, 0.05, 0.1]}}
seeds: [0, 1]
`;

/** The text of another sweep to begin with, under a name that tells them apart. */
export function copyOf(definition: Readonly<Record<string, unknown>>): string {
  return definitionText({ ...definition, name: `${String(definition.name)} (copy)`.slice(-200) });
}

/** What was typed in this tab and not submitted outlives a reload. */
export const drafts = {
  read: (origin: string): string | null => sessionStorage.getItem(key(origin)),
  write: (origin: string, text: string): void => sessionStorage.setItem(key(origin), text),
  remove: (origin: string): void => sessionStorage.removeItem(key(origin)),
};

function key(origin: string): string {
  return `flatsweep new sweep ${origin}`;
}

/** Enough of chance that no two submissions share it; available on plain HTTP too, as randomUUID is not. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
