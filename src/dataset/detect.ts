import { mostlyNumbers } from './cells.ts';
import { listClasses } from './folder.ts';
import { datasetError } from './problem.ts';
import type { Kind } from './source.ts';
import type { Table } from './tables/csv.ts';

const PICTURE = /\.(?:png|jpe?g|bmp|gif|webp|tiff?|heic|avif)$/i;
const ANSWER_NAMES = ['target', 'label', 'class', 'category'];
/** Names and categories have a word or two. */
const MIN_WORDS_OF_PROSE = 3;

/** Pictures, where most files are called so; texts otherwise. */
export async function folderKind(folder: string): Promise<Extract<Kind, 'images' | 'texts'>> {
  const { files } = await listClasses(folder);
  const pictures = files.filter(({ path }) => PICTURE.test(path));
  return pictures.length * 2 > files.length ? 'images' : 'texts';
}

/**
 * The column of the answers where none is named: the only one that is called like one.
 *
 * @throws {FivefoldError} `dataset/unclear`
 */
export function targetColumn({ columns, name }: Table): string {
  const named = columns.filter((column) => ANSWER_NAMES.includes(column.toLowerCase()));
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const message = `${name} has the columns ${columns.map((column) => `'${column}'`).join(', ')}: which holds the answers?`;
  throw datasetError('dataset/unclear', message, { hint: 'Name it with --target.' });
}

/** The only column beside some others, if it holds sentences. */
export function proseColumn({ columns, rows }: Table, without: readonly string[]): string | undefined {
  const [column, ...more] = columns.filter((name) => !without.includes(name));
  if (column === undefined || more.length > 0) return undefined;
  const index = columns.indexOf(column);
  const cells = rows.map((row) => row.cells[index] ?? '');
  if (mostlyNumbers(cells)) return undefined;
  const words = cells.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0);
  return words / cells.length >= MIN_WORDS_OF_PROSE ? column : undefined;
}
