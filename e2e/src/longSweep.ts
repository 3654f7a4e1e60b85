/** Three trials that go on for longer than any test: the one worker trains the first, the others wait. */
export function longSweep(name: string): object {
  return {
    name,
    dataset: 'digits',
    model: { name: 'wrn', depth: 10, width: 1 },
    epochs: 10_000,
    batch_size: 64,
    methods: ['sgd'],
    seeds: [7, 8, 9],
  };
}
