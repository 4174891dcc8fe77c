import { readdir, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import type { Exam } from '../domain/exam.ts';
import type { Isolation } from '../domain/isolation.ts';
import type { Engine } from './engine.ts';
import { isolationHere } from './process.ts';

const PACKAGE = '@tensorflow/tfjs-node';

/**
 * TensorFlow itself. An addon is subject neither to Node's permissions nor to WebAssembly's bounds, so it runs where the
 * system shows it nothing but itself, or where the instructor insists in writing.
 *
 * @param folder of the package, where Node does not find it by its name
 * @param isolation as `exam.yml` has it
 * @throws {FivefoldError} engine/unavailable; engine/not-isolated
 */
export async function nativeEngine(
  folder: string | undefined,
  isolation: Exam['isolation'],
): Promise<Engine> {
  const engine = await locate(folder);
  if (isolation !== 'none') requireIsolation(await isolationHere(engine));
  return engine;
}

/** @throws {FivefoldError} engine/not-isolated */
export function requireIsolation({ files }: Isolation): void {
  if (files !== 'bwrap') throw notIsolated();
}

/** The package, and the libraries it was built against, which may lie elsewhere. */
async function locate(folder: string | undefined): Promise<Engine> {
  try {
    const tfjsNode = await realpath(folder ?? dirname(nodeResolve(`${PACKAGE}/package.json`)));
    const libraries = join(tfjsNode, 'deps', 'lib');
    const names = await readdir(libraries);
    const files = await Promise.all(names.map((name) => realpath(join(libraries, name))));
    return { kind: 'native', folders: [...new Set([packagesOf(tfjsNode), ...files.map(dirname)])], tfjsNode };
  } catch (cause) {
    throw unavailable(folder ?? PACKAGE, cause);
  }
}

function nodeResolve(name: string): string {
  return createRequire(import.meta.url).resolve(name);
}

/** The outermost `node_modules` above a package, which holds what it requires. */
function packagesOf(folder: string): string {
  const [before, ...rest] = folder.split(`${sep}node_modules${sep}`);
  return rest.length > 0 ? `${before}${sep}node_modules` : folder;
}

function unavailable(folder: string, cause: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'engine/unavailable',
      message: `The native engine is not in ${folder}.`,
      hint: 'Run `fivefold engine install`, name a folder in FIVEFOLD_TFJS_NODE, or use the wasm engine.',
    },
    { cause },
  );
}

function notIsolated(): FivefoldError {
  return new FivefoldError({
    code: 'engine/not-isolated',
    message: 'The native engine runs native code on models of strangers, and nothing here keeps it in.',
    hint: 'Install bubblewrap (Linux, with user namespaces), or use the wasm engine; if you trust every model, write `isolation: none` in exam.yml.',
  });
}
