import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MAX_CLASSES, MAX_EXAMPLES, MAX_SOURCE_FILE_BYTES } from '../domain/limits.ts';
import { datasetError } from './problem.ts';

/** What systems and publishers leave beside the data. */
const NOT_DATA = /^(?:\..*|thumbs\.db|desktop\.ini|(?:readme|licen[cs]e)(?:\..*)?)$/i;

/** A folder with one folder for each class. */
export interface ClassFolder {
  /** In the order of `sorted()` in Python, as Keras numbers them. */
  readonly classes: readonly string[];
  readonly files: readonly ClassFile[];
}

export interface ClassFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly label: number;
}

/**
 * List a folder of classes. Folders inside a class belong to it; hidden files, READMEs and licences are no data.
 *
 * @throws {FivefoldError} `dataset/unreadable` a file in no class, or no classes; `dataset/too-large`
 */
export async function listClasses(folder: string): Promise<ClassFolder> {
  const paths = await listFiles(folder);
  const stray = paths.find((path) => !path.includes('/'));
  if (stray !== undefined) {
    throw datasetError('dataset/unreadable', `${stray} is in no folder of a class.`);
  }
  const classes = [...new Set(paths.map(classOf))].toSorted(byCodePoint);
  assertClasses(classes, folder);
  return { classes, files: paths.map((path) => ({ path, label: classes.indexOf(classOf(path)) })) };
}

/** @throws {FivefoldError} `dataset/too-small`, `dataset/too-large` */
export function assertClasses(classes: readonly string[], where: string): void {
  const found = `${where} has ${classes.length === 1 ? 'one class' : `${classes.length} classes`}`;
  if (classes.length < 2) {
    throw datasetError('dataset/too-small', `${found}; two are the least.`);
  }
  if (classes.length > MAX_CLASSES) {
    throw datasetError('dataset/too-large', `${found}; the limit is ${MAX_CLASSES}.`);
  }
}

/** @throws {FivefoldError} `dataset/too-large`, `dataset/unreadable` */
export async function readBounded(path: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_SOURCE_FILE_BYTES) {
      const message = `${name} has ${size} bytes; the limit is ${MAX_SOURCE_FILE_BYTES}.`;
      throw datasetError('dataset/too-large', message);
    }
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined || code.startsWith('dataset/')) throw cause;
    throw datasetError('dataset/unreadable', `${name} cannot be read: ${code}.`, { cause });
  }
}

/** @throws {FivefoldError} `dataset/too-large` */
export function assertExamples(count: number, where: string): void {
  if (count <= MAX_EXAMPLES) return;
  const message = `${where} has ${count} examples; the limit is ${MAX_EXAMPLES}.`;
  throw datasetError('dataset/too-large', message);
}

/** Python's order of strings, which JavaScript's differs from beyond the basic plane. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Files that are data, at any depth, in the order of their code points. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const data = entries.filter((entry) => !entry.isDirectory() && !NOT_DATA.test(entry.name));
  const strange = data.find((entry) => !entry.isFile());
  if (strange)
    throw datasetError('dataset/unreadable', `${join(strange.parentPath, strange.name)} is no file.`);
  assertExamples(data.length, folder);
  const paths = data.map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length));
  return paths
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .toSorted(byCodePoint);
}

function classOf(path: string): string {
  return path.split('/')[0] ?? '';
}
