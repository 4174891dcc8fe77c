import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Below this, a collection takes longer than it gains. */
const WORTH_COLLECTING_BYTES = 8 * 2 ** 20;

let collect: (() => void) | undefined;

/**
 * Give memory back now, if there may be so much to give. V8 does not hurry with what lies outside of its heap, as rows and files
 * of models do: a process that has nothing else to do would keep them until it ends.
 */
export function collectGarbage(bytes: number): void {
  if (bytes < WORTH_COLLECTING_BYTES) return;
  collect ??= exposed();
  collect();
}

/** Only a context that is made while the flag is set has it. */
function exposed(): () => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return gc;
}
