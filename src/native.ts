import { resolve } from 'node:path';
import { type InstallOptions, install, installedIn, type Pins, placeOf, readPins } from './native/index.ts';

/** From `src/` as from `dist/`. */
const PINS = resolve(import.meta.dirname, '..', 'native-engine');

type Environment = Readonly<Record<string, string | undefined>>;

/** What the native engine is made of in this version of the grader, and where it is installed, or would be. */
export async function nativePlace(
  env: Environment,
): Promise<{ readonly pins: Pins; readonly place: string }> {
  const pins = await readPins(PINS);
  return { pins, place: placeOf(pins, env) };
}

/**
 * Folder of `@tensorflow/tfjs-node`: what `FIVEFOLD_TFJS_NODE` names, else what `fivefold engine install` has made. Without either,
 * nothing, and Node may know one by its name.
 */
export async function findTfjsNode(env: Environment): Promise<string | undefined> {
  if (env.FIVEFOLD_TFJS_NODE) return env.FIVEFOLD_TFJS_NODE;
  const { place } = await nativePlace(env);
  return installedIn(place);
}

/** @throws {FivefoldError} as `install` does */
export async function installNative(
  env: Environment,
  options: Omit<InstallOptions, 'pins' | 'place'>,
): Promise<string> {
  return install({ ...(await nativePlace(env)), ...options });
}
