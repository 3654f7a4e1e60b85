import { createContext, useContext } from 'react';
import type { Document } from 'yaml';
import type { Violation } from '../api/client';

/** What the fields of the form read and write: one text, parsed, and what the server says of it. */
export interface DefinitionForm {
  document: Document;
  violations: readonly Violation[];
  edit(change: (document: Document) => void): void;
}

export const FormContext = createContext<DefinitionForm | null>(null);

export function useForm(): DefinitionForm {
  return useContext(FormContext)!;
}

/** What is wrong with a field, parts of its value included. */
export function violationsWithin(violations: readonly Violation[], pointer: string): Violation[] {
  return violations.filter(violation => violation.pointer === pointer || violation.pointer.startsWith(`${pointer}/`));
}

/** The element that edits the value, so that its error can lead there. */
export function fieldId(pointer: string): string {
  return `field${pointer}`;
}
