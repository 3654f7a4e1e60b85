import { type Document, isMap } from 'yaml';
import { METHODS } from '../api/vocabulary';
import { methodLabel } from '../ui/methods';
import {
  addEntry, entryPaths, nodeAt, type Path, pointerOf, remove, setData, setText, setTyped, textAt,
} from './definitionText';
import { ChoiceField, FlagField, TextField, Violations, words } from './Field';
import { useForm, violationsWithin } from './form';
import { HYPERPARAMETERS, hyperparametersOf } from './hyperparameters';
import { SettingRows } from './SettingRows';
import { ValuesField } from './ValuesField';

const DATASETS = words('digits', 'cifar10', 'cifar100', 'mnist', 'fashion_mnist', 'synthetic');
const MODELS = [{ value: 'wrn', label: 'WideResNet' }, { value: 'vae', label: 'Variational autoencoder' }];
/** What a model begins with; another kind has other fields. */
const NEW_MODELS: Record<string, object> = {
  wrn: { name: 'wrn', depth: 10, width: 1 },
  vae: { name: 'vae', latent: 8, hidden: 256 },
};

/** What the training section edits, so that it is no row of the axes. */
const TRAINING = new Set(['epochs', 'batch_size', 'label_smoothing']);
const OF_A_METHOD = new Set(['name']);
const PROBE_FIELDS = ['probes'];
const QUEUE_FIELDS = ['priority', 'max_parallel', 'max_attempts', 'requires', 'reuse'];

/** Every field of a sweep definition. */
export function DefinitionFields() {
  const { document } = useForm();
  const methods = entryPaths(document, 'methods').map(path => textAt(document, namePath(document, path)));
  return (
    <>
      <TextField label="Name" path={['name']} write={setText} />
      <Entries field="dataset" legend="Data" what="a dataset" fresh="digits" row={path => <Dataset path={path} />} />
      <Entries
        field="model"
        legend="Models"
        what="a model"
        fresh={NEW_MODELS.wrn}
        row={path => <Model path={path} />}
      />
      <Entries
        field="methods"
        legend="Methods"
        what="a method"
        fresh={{ name: 'sam' }}
        row={path => <MethodEntry path={path} />}
      />
      <fieldset>
        <legend>Seeds</legend>
        <ValuesField label="Seeds" path={['seeds']} placeholder="0, 1, 2" />
      </fieldset>
      <fieldset>
        <legend>Training of all methods</legend>
        <div className="fields">
          <TextField label="Epochs" path={['epochs']} placeholder="200" width={7} />
          <TextField label="Batch size" path={['batch_size']} placeholder="128" width={7} />
          <TextField label="Label smoothing" path={['label_smoothing']} placeholder="0" width={7} />
          <PenaltyFields />
        </div>
        <OptimizerFields />
      </fieldset>
      <fieldset>
        <legend>Axes of all methods</legend>
        <p className="note">
          Several values, separated by commas, multiply the trials of every method that has the hyperparameter.
        </p>
        <SettingRows
          owner={[]}
          ownerLabel="All methods"
          offered={hyperparametersOf(methods)}
          elsewhere={new Set([...TRAINING, ...PENALTY])}
        />
      </fieldset>
      <More title="Probes of flatness" fields={PROBE_FIELDS}>
        <div className="fields">
          <div className="field">
            <span aria-hidden="true">After epochs</span>
            <ValuesField label="Probes after epochs" path={['probes', 'at']} placeholder="the last" />
          </div>
          <TextField label="Images" path={['probes', 'images']} placeholder="512" width={7} />
          <TextField label="Samples" path={['probes', 'samples']} placeholder="16" width={7} />
          <TextField label="Radius ρ" path={['probes', 'rho']} placeholder="each trial’s" width={9} />
          <FlagField label="Recompute statistics" path={['probes', 'recompute_statistics']} standard={false} />
        </div>
      </More>
      <More title="Queue" fields={QUEUE_FIELDS}>
        <div className="fields">
          <TextField label="Priority" path={['priority']} placeholder="0" width={7} />
          <TextField label="Trials at a time" path={['max_parallel']} placeholder="no limit" width={9} />
          <TextField label="Attempts at most" path={['max_attempts']} placeholder="3" width={7} />
          <TextField label="GPU memory (GiB)" path={['requires', 'gpu_memory_gib']} placeholder="any" width={7} />
          <FlagField label="Needs CUDA" path={['requires', 'cuda']} standard={false} />
          <FlagField label="Reuse results of equal trials" path={['reuse']} standard />
        </div>
      </More>
    </>
  );
}

interface MoreProps {
  title: string;
  /** The fields of the definition that are edited here. */
  fields: readonly string[];
  children: React.ReactNode;
}

/** What few sweeps need; open where something was given, or is wrong. */
function More({ title, fields, children }: MoreProps) {
  const { document, violations } = useForm();
  const needed = fields.some(field =>
    nodeAt(document, [field]) !== undefined || violationsWithin(violations, `/${field}`).length > 0);
  return (
    <details className="more" open={needed}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

interface EntriesProps {
  field: string;
  legend: string;
  /** "a method" */
  what: string;
  /** A new entry. */
  fresh: unknown;
  row(path: Path): React.ReactNode;
}

/** A field that holds one entry or a list of them. */
function Entries({ field, legend, what, fresh, row }: EntriesProps) {
  const { document, violations, edit } = useForm();
  const paths = entryPaths(document, field);
  return (
    <fieldset>
      <legend>{legend}</legend>
      {paths.map((path, i) => (
        <div key={i} className="entry">
          {row(path)}
          {paths.length > 1 && (
            <button
              type="button"
              className="remove"
              aria-label={`Remove ${what}: number ${i + 1}`}
              title="Remove"
              onClick={() => edit(document => remove(document, path))}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {paths.length === 0 && <Violations of={violationsWithin(violations, `/${field}`)} pointer={`/${field}`} />}
      <button type="button" className="add" onClick={() => edit(document => addEntry(document, field, fresh))}>
        Add {what}
      </button>
    </fieldset>
  );
}

/** A bare name, or the name of an object. */
function namePath(document: Document, path: Path): Path {
  return isMap(nodeAt(document, path)) ? [...path, 'name'] : path;
}

function Dataset({ path }: { path: Path }) {
  const { document } = useForm();
  return (
    <div className="fields">
      <ChoiceField label="Dataset" path={namePath(document, path)} choices={DATASETS} />
      <TextField label="Resolution (px)" path={[...path, 'resolution']} placeholder="its own" width={7} />
      <TextField label="Held out for validation" path={[...path, 'validation']} placeholder="0.1" width={7} />
    </div>
  );
}

function Model({ path }: { path: Path }) {
  const { document, violations } = useForm();
  const isVae = textAt(document, [...path, 'name']) === 'vae';
  const own = violations.filter(({ pointer }) => pointer === pointerOf(path));
  return (
    <div className="fields">
      <ChoiceField
        label="Model"
        path={[...path, 'name']}
        choices={MODELS}
        write={(document, _, kind) => setData(document, path, NEW_MODELS[kind])}
      />
      {isVae ? (
        <>
          <TextField label="Latent units" path={[...path, 'latent']} width={6} />
          <TextField label="Hidden units" path={[...path, 'hidden']} width={6} />
          <ChoiceField
            label="Noise"
            path={[...path, 'noise']}
            choices={words('gaussian', 'worst_case', 'interpolated')}
            standard="gaussian"
          />
          <TextField label="Interpolated at λ" path={[...path, 'lambda']} placeholder="0.5" width={6} />
        </>
      ) : (
        <>
          <TextField label="Depth (6n + 4)" path={[...path, 'depth']} width={6} />
          <TextField label="Width" path={[...path, 'width']} width={6} />
        </>
      )}
      <Violations of={own} pointer={pointerOf(path)} />
    </div>
  );
}

function MethodEntry({ path }: { path: Path }) {
  const { document, violations } = useForm();
  const at = namePath(document, path);
  const name = textAt(document, at);
  const label = methodLabel(name);
  const own = violations.filter(({ pointer }) => pointer === pointerOf(path) && pointer !== pointerOf(at));
  return (
    <div className="method">
      <ChoiceField
        label="Method"
        path={at}
        choices={METHODS.map(method => ({ value: method.name, label: `${method.label} (${method.name})` }))}
      />
      <SettingRows owner={path} ownerLabel={label} offered={hyperparametersOf([name])} elsewhere={OF_A_METHOD} />
      <Violations of={own} pointer={pointerOf(path)} />
    </div>
  );
}

/** Three names of one thing; the form keeps the one that was chosen. */
const PENALTY = ['weight_decay', 'alpha', 'sigma0'] as const;

function PenaltyFields() {
  const { document } = useForm();
  const given = PENALTY.filter(name => nodeAt(document, [name]) !== undefined);
  return (given.length === 0 ? [PENALTY[0]] : given).map(name => {
    const hyperparameter = HYPERPARAMETERS.find(known => known.name === name)!;
    return (
      <TextField
        key={name}
        label={hyperparameter.label}
        path={[name]}
        placeholder={hyperparameter.standard}
        width={7}
      />
    );
  });
}

function OptimizerFields() {
  const { document } = useForm();
  const isAdam = textAt(document, ['optimizer', 'name']) === 'adamw';
  return (
    <div className="fields">
      <ChoiceField
        label="Optimiser"
        path={['optimizer', 'name']}
        choices={words('sgd', 'adamw')}
        standard="sgd"
        write={setOptimizer}
      />
      <TextField label="Learning rate" path={['optimizer', 'lr']} placeholder={isAdam ? '0.001' : '0.1'} width={7} />
      <ChoiceField
        label="Schedule"
        path={['optimizer', 'schedule']}
        choices={words('step', 'cosine', 'constant')}
        standard="step"
      />
      {isAdam ? (
        <>
          <TextField label="β₁" path={['optimizer', 'adam_beta1']} placeholder="0.9" width={6} />
          <TextField label="β₂" path={['optimizer', 'adam_beta2']} placeholder="0.999" width={6} />
          <TextField label="ε" path={['optimizer', 'adam_epsilon']} placeholder="1e-8" width={6} />
        </>
      ) : (
        <>
          <TextField label="Momentum" path={['optimizer', 'momentum']} placeholder="0.9" width={6} />
          <FlagField label="Nesterov" path={['optimizer', 'nesterov']} standard={false} />
        </>
      )}
    </div>
  );
}

/** Takes out what the other optimiser has no use for. */
function setOptimizer(document: Document, path: Path, name: string): void {
  const foreign = name === 'adamw' ? ['momentum', 'nesterov'] : ['adam_beta1', 'adam_beta2', 'adam_epsilon'];
  foreign.forEach(setting => setTyped(document, ['optimizer', setting], ''));
  setTyped(document, path, name);
}
