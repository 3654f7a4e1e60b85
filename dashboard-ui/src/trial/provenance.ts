/** The keys of docs/provenance.md by what they tell. */
const GROUPS: readonly { title: string; keys: readonly string[] }[] = [
  { title: 'Code', keys: ['code_version', 'java_version', 'engine', 'engine_version', 'engine_flavor', 'djl_version'] },
  {
    title: 'Machine',
    keys: [
      'device', 'threads', 'gpu', 'compute_capability', 'cuda_version', 'cuda_driver_version', 'cpu', 'cpu_extensions',
      'os', 'arch',
    ],
  },
  {
    title: 'Data and model',
    keys: [
      'dataset_sha256', 'train_images', 'validation_images', 'test_images', 'parameters', 'alpha', 'sigma0', 'sigma_lr',
      'population',
    ],
  },
  {
    title: 'Result',
    keys: [
      'parameters_sha256', 'configuration_hash', 'identity', 'seed', 'started_at', 'ended_at', 'reused_from_trial',
    ],
  },
];

export interface SettingGroup {
  title: string;
  values: Readonly<Record<string, unknown>>;
}

/** What is there of each group; what this page does not know comes last. */
export function provenanceGroups(provenance: Readonly<Record<string, unknown>>): SettingGroup[] {
  const known = new Set(GROUPS.flatMap(({ keys }) => keys));
  const other = { title: 'Other', keys: Object.keys(provenance).filter(key => !known.has(key)) };
  return [...GROUPS, other]
    .map(({ title, keys }) => ({
      title,
      values: Object.fromEntries(keys.filter(key => key in provenance).map(key => [key, provenance[key]])),
    }))
    .filter(({ values }) => Object.keys(values).length > 0);
}

/** What makes other bits likely though the command is the same. */
export function doubts(provenance: Readonly<Record<string, unknown>>): string[] {
  return [
    String(provenance.code_version ?? '').endsWith('-dirty')
      ? 'The code had changes that no commit holds.' : [],
    String(provenance.device ?? '').startsWith('cuda') || 'gpu' in provenance
      ? 'On a GPU, sums need not be added up in the same order again.' : [],
  ].flat();
}
