import { METHODS } from '../api/vocabulary';

/** The method as tables name it, by its name in definitions. */
export function methodLabel(name: string): string {
  return METHODS.find(method => method.name === name)?.label ?? name;
}
