import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { VERSION } from './version.ts';

/** From `src/` as from `dist/`. */
const ROOT = resolve(import.meta.dirname, '..');
/** What the workflows of the template name until a release or an exam is made of it. */
const UNRELEASED = /@0{40} # v0\.0\.0$/gm;

/** Numbers and names for the `{{…}}` of a text; asked for with the path of the file and what stands between the braces. */
export type Lookup = (path: string, name: string) => string | undefined;

/** An exam repository; in a classroom, the course's own repository, and what differs in those of students. */
export type TemplateName = 'template' | 'template-classroom/grader' | 'template-classroom/students';

/**
 * The files of a template, by path from its root: texts, workflows and what a course configures elsewhere filled in, workflows set to this
 * version of the grader, everything else as it is.
 *
 * @throws {Error} a text asks for something that `lookup` does not know
 */
export async function instantiateTemplate(
  lookup: Lookup,
  name: TemplateName = 'template',
): Promise<ReadonlyMap<string, Uint8Array>> {
  const template = join(ROOT, name);
  const found = await readdir(template, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(template, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
  const read = paths.map(async (path) => [path, await instantiate(template, path, lookup)] as const);
  return new Map(await Promise.all(read));
}

async function instantiate(template: string, path: string, lookup: Lookup): Promise<Uint8Array> {
  const bytes = await readFile(join(template, path));
  const isWorkflow = WORKFLOW.test(path);
  if (!isWorkflow && !TEXT.test(path)) return new Uint8Array(bytes);
  const text = isWorkflow ? bytes.toString().replaceAll(UNRELEASED, `@v${VERSION}`) : bytes.toString();
  return encode(fillIn(text, path, lookup));
}

const WORKFLOW = /^(?:\.github\/workflows|key-service)\/[^/]+\.yml$/;
const TEXT = /\.md$|^app-manifest\.json$|^key-service\//;

function fillIn(text: string, path: string, lookup: Lookup): string {
  return text.replaceAll(/\{\{([a-z-]+)\}\}/g, (_, name: string) => {
    const value = lookup(path, name);
    if (value === undefined)
      throw new Error(`${path} of a template asks for {{${name}}}, which nothing answers`);
    return value;
  });
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
