import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { VERSION } from './version.ts';

/** From `src/` as from `dist/`. */
const TEMPLATE = resolve(import.meta.dirname, '../template');
/** What the workflows of the template name until a release or an exam is made of it. */
const UNRELEASED = /@0{40} # v0\.0\.0$/gm;

/** Numbers and names for the `{{…}}` of a text; asked for with the path of the file and what stands between the braces. */
export type Lookup = (path: string, name: string) => string | undefined;

/**
 * The files of the template, by path from the root: texts (`.md`) filled in, workflows set to this version of the grader, everything
 * else as it is.
 *
 * @throws {Error} a text asks for something that `lookup` does not know
 */
export async function instantiateTemplate(lookup: Lookup): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = await readdir(TEMPLATE, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(TEMPLATE, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
  const read = paths.map(async (path) => [path, await instantiate(path, lookup)] as const);
  return new Map(await Promise.all(read));
}

async function instantiate(path: string, lookup: Lookup): Promise<Uint8Array> {
  const bytes = await readFile(join(TEMPLATE, path));
  if (path.endsWith('.md')) return encode(fillIn(bytes.toString(), path, lookup));
  if (path.startsWith('.github/workflows/')) {
    return encode(bytes.toString().replaceAll(UNRELEASED, `@v${VERSION}`));
  }
  return new Uint8Array(bytes);
}

function fillIn(text: string, path: string, lookup: Lookup): string {
  return text.replaceAll(/\{\{([a-z-]+)\}\}/g, (_, name: string) => {
    const value = lookup(path, name);
    if (value === undefined) throw new Error(`template/${path} asks for {{${name}}}, which nothing answers`);
    return value;
  });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
