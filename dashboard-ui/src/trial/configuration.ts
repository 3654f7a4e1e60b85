import type { SettingGroup } from './provenance';

/** A trial's configuration as a definition would name its parts: what is nested gets dots, but for a heading. */
export function configurationGroups(config: Readonly<Record<string, unknown>>): SettingGroup[] {
  const { hyperparameters = {}, probes = {}, ...rest } = config;
  return [
    { title: 'What is trained', values: flat(rest) },
    { title: 'Hyperparameters', values: flat(hyperparameters as Record<string, unknown>) },
    { title: 'Probes', values: flat(probes as Record<string, unknown>) },
  ].filter(({ values }) => Object.keys(values).length > 0);
}

function flat(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]): [string, unknown][] =>
    (typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(flat(value as Record<string, unknown>)).map(([inner, each]) => [`${name}.${inner}`, each])
      : [[name, value]])));
}
