import {
  Document, isCollection, isMap, isScalar, isSeq, type Node, parseDocument, Scalar, YAMLMap, type YAMLSeq,
} from 'yaml';

/** Where a value stands in a definition: ['methods', 1, 'grid', 'rho']. */
export type Path = readonly (string | number)[];

/** What is edited is the text itself, so that the comments and the order of its author stay. */
export function edited(text: string, change: (document: Document) => void): string {
  const document: Document = parseDocument(text);
  change(document);
  return document.toString({ flowCollectionPadding: false, lineWidth: 120 });
}

/** A definition as the server keeps it, as one would write it by hand: a line for each field and each method. */
export function definitionText(definition: object): string {
  const document = new Document(definition);
  const root = document.contents;
  if (isMap(root)) {
    for (const { value } of root.items) {
      if (isSeq(value) && value.items.some(isMap)) {
        value.items.forEach(item => isCollection(item) && (item.flow = true));
      } else if (isCollection(value)) {
        value.flow = true;
      }
    }
  }
  return document.toString({ flowCollectionPadding: false, lineWidth: 120 });
}

export function nodeAt(document: Document, path: Path): Node | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return (node ?? undefined) as Node | undefined;
}

/** What a text field shows for the value: its author's digits, lists with commas. */
export function textAt(document: Document, path: Path): string {
  return textOf(nodeAt(document, path));
}

function textOf(node: unknown): string {
  if (isScalar(node)) {
    return node.value === null ? '' : typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  }
  return isSeq(node) ? node.items.map(textOf).join(', ') : '';
}

/** The keys of the object that stands there; none where something else does. */
export function keysAt(document: Document, path: Path): string[] {
  const node = nodeAt(document, path);
  return isMap(node) ? node.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
}

/** Writes what was typed as YAML reads it: 5e-4 is a number, and nothing is no field at all. */
export function setTyped(document: Document, path: Path, typed: string): void {
  set(document, path, typed.trim() === '' ? null : scalarTyped(typed.trim()));
}

/** Writes a text, even where it looks like a number. */
export function setText(document: Document, path: Path, text: string): void {
  set(document, path, text === '' ? null : new Scalar(text));
}

/** Writes one value as it is, several as a list. */
export function setList(document: Document, path: Path, typed: string): void {
  const list = listTyped(typed);
  const wasList = isSeq(nodeAt(document, path));
  if (list === null || (!wasList && list.items.length <= 1)) {
    setTyped(document, path, typed);
  } else {
    set(document, path, list.items.length === 0 ? null : list);
  }
}

/** Writes plain data; objects and lists in one line. */
export function setData(document: Document, path: Path, data: unknown): void {
  set(document, path, document.createNode(data, { flow: true }) as Node);
}

function scalarTyped(typed: string): Node {
  const { contents, errors } = parseDocument(typed);
  return errors.length === 0 && isScalar(contents) ? contents : new Scalar(typed);
}

function listTyped(typed: string) {
  const { contents, errors } = parseDocument(`[${typed}]`);
  return errors.length === 0 && isSeq(contents) ? contents : null;
}

/** How many values were typed with commas between them. */
export function countTyped(typed: string): number {
  return listTyped(typed)?.items.length ?? 1;
}

/** @param node null takes the field out, and objects that it leaves empty */
function set(document: Document, path: Path, node: Node | null): void {
  if (node === null) {
    remove(document, path);
    return;
  }
  for (let depth = 0; depth < path.length; depth++) {
    beCollection(document, path.slice(0, depth));
  }
  const before = nodeAt(document, path);
  if (isScalar(node) && isScalar(before)) {
    node.comment = before.comment;
  }
  document.setIn(path, node);
}

/** A bare name, as of a method, becomes an object that has it. */
function beCollection(document: Document, path: Path): void {
  const node = nodeAt(document, path);
  if (isCollection(node)) {
    return;
  }
  if (path.length === 0) {
    document.contents = new YAMLMap(document.schema);
    return;
  }
  const named = isScalar(node) && node.value !== null ? { name: node.value } : {};
  document.setIn(path, document.createNode(named, { flow: true }));
}

export function remove(document: Document, path: Path): void {
  if (nodeAt(document, path.slice(0, -1)) !== undefined) {
    document.deleteIn(path);
  }
  const parent = nodeAt(document, path.slice(0, -1));
  if (path.length > 1 && isMap(parent) && parent.items.length === 0) {
    remove(document, path.slice(0, -1));
  }
}

/** Where the entries of a field stand that holds one of them or a list. */
export function entryPaths(document: Document, field: string): Path[] {
  const node = nodeAt(document, [field]);
  return isSeq(node) ? node.items.map((_, i) => [field, i]) : node === undefined ? [] : [[field]];
}

/** Appends to a list, which a single entry becomes. */
export function addEntry(document: Document, field: string, entry: unknown): void {
  const node = nodeAt(document, [field]);
  const added = document.createNode(entry, { flow: true });
  if (isSeq(node)) {
    node.add(added);
    return;
  }
  const list = document.createNode([]) as YAMLSeq;
  if (node !== undefined && !(isScalar(node) && node.value === null)) {
    list.add(node);
  }
  list.add(added);
  list.flow = false;
  set(document, [field], list);
}

/** ['methods', 1, 'grid'] → /methods/1/grid, as RFC 6901 has it. */
export function pointerOf(path: Path): string {
  return path.map(token => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The part of the text that a pointer is about: of what is not there, that of the object that lacks it. */
export function rangeAt(document: Document, pointer: string): readonly [from: number, to: number] {
  const tokens = pointer.split('/').slice(1).map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  let node: unknown = document.contents;
  let range: readonly [number, number] = [0, 0];
  for (const token of tokens) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === token) : undefined;
    const next = isSeq(node) ? node.items[Number(token)] : pair?.value;
    const place = next ?? pair?.key;
    if (!isNode(place)) {
      break;
    }
    range = [place.range![0], place.range![1]];
    node = next;
  }
  return range;
}

function isNode(node: unknown): node is Node {
  return (isScalar(node) || isCollection(node)) && node.range != null;
}
