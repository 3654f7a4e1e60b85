import type { Diagnostic } from '@codemirror/lint';
import type { Document } from 'yaml';
import type { ApiError } from '../api/client';
import { rangeAt } from './definitionText';

/** What the server refuses, at the places in the text that it is about. */
export function diagnosticsOf(error: ApiError | null, text: string, document: Document): Diagnostic[] {
  if (error === null) {
    return [];
  }
  const { line, column } = error.problem;
  if (line !== undefined && column !== undefined) {
    const at = offsetOf(text, line, column);
    return [{ from: at, to: Math.min(at + 1, text.length), severity: 'error', message: error.message }];
  }
  return error.violations.map(({ pointer, message }) => {
    const [from, to] = rangeAt(document, pointer);
    return { from, to, severity: 'error', message: `${pointer}: ${message}` };
  });
}

/** @param line from 1, as `column` */
export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return Math.min(before + column - 1, text.length);
}
