import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Pins } from './pins.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Written last, so that where it is, all else is. */
export const RECORD = 'installed.json';

/**
 * Where the engine of these versions belongs: on a runner the tool cache, which outlives a job where the runner does, elsewhere the
 * user's cache folder (XDG). Other versions lie beside it.
 */
export function placeOf({ tfjsNode, tensorflow }: Pins, env: Environment): string {
  const cache = env.RUNNER_TOOL_CACHE || env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const version = `${tfjsNode}-tensorflow-${tensorflow}`;
  return join(cache, 'fivefold-native', version, `${process.platform}-${process.arch}`);
}

/** Folder of the package in a place. */
export function packageIn(place: string): string {
  return join(place, 'node_modules', '@tensorflow', 'tfjs-node');
}

/** The package, if it is installed there. */
export async function installedIn(place: string): Promise<string | undefined> {
  return access(join(place, RECORD)).then(
    () => packageIn(place),
    () => undefined,
  );
}
