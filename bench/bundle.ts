import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { h5wasmPlugin } from '../scripts/h5wasm-plugin.ts';
import { type Cost, measureProcess } from './process.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** What users run, built from the sources as they are: reading TypeScript would be half of what is measured. */
const BUNDLE = join(ROOT, '.cache/bench/dist');

/** Build `dist/` anew in the cache, and beside it these programs of `bench/`, which then find the built worker. */
export async function bundlePrograms(programs: Readonly<Record<string, string>>): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build.ts'), '--to', BUNDLE]);
  await build({
    absWorkingDir: ROOT,
    entryPoints: { ...programs },
    outdir: BUNDLE,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Its binary lies there already.
    plugins: [h5wasmPlugin(async () => {})],
    // CommonJS inside asks for Node's own modules.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/** Run one of these programs, which prints one JSON object. */
export function measureProgram<T>(
  program: string,
  ...args: readonly string[]
): Promise<Cost & { report: T }> {
  return measureProcess<T>(process.execPath, [join(BUNDLE, `${program}.js`), ...args]);
}

/** Where the built action is. */
export const ACTION = join(BUNDLE, 'action.js');
