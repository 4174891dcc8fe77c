import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { folderKind, proseColumn, targetColumn } from './detect.ts';
import { readBounded } from './folder.ts';
import { readPictures } from './pictures/index.ts';
import { datasetError } from './problem.ts';
import { seriesSource } from './series/index.ts';
import type { Kind, Source, SourceOptions } from './source.ts';
import { readCsv, type Table } from './tables/csv.ts';
import { tableSource } from './tables/index.ts';
import { jsonLinesSource, readTextFolder, textTable } from './texts/index.ts';

export { hasTask, withTask } from './exam-file.ts';
export { type PackedTask, type Part, type Proposal, packTask } from './pack-task.ts';
export { assertLocal, openDownload } from './recipe-files.ts';
export { type Download, RECIPES, type Recipe, type RecipeName, sourceNote } from './recipes.ts';
export {
  type DataFile,
  KINDS,
  type Kind,
  type Shares,
  type Source,
  type SourceOptions,
} from './source.ts';

/**
 * Read an instructor's data: a folder with a folder of pictures or text files for each class, a CSV file, or JSON lines.
 *
 * @throws {FivefoldError} `dataset/*`: what cannot be read is named by file, line and column
 */
export async function openSource(path: string, options: SourceOptions): Promise<Source> {
  const found = await stat(path).catch((cause: unknown) => {
    throw datasetError('dataset/unreadable', `${path} is not there.`, { cause });
  });
  if (found.isDirectory()) return openFolder(path, options);
  const name = basename(path);
  const bytes = await readBounded(path, name);
  if (/\.(?:jsonl|ndjson)$/i.test(name)) {
    assertKind(options.kind, ['texts'], name);
    const [target = 'label'] = options.targets;
    return jsonLinesSource(bytes, name, { text: options.text ?? 'text', target, shape: options.shape });
  }
  assertKind(options.kind, ['table', 'texts', 'series'], name);
  return openTable(readCsv(bytes, name), options);
}

async function openFolder(path: string, { kind, shape }: SourceOptions): Promise<Source> {
  assertKind(kind, ['images', 'texts'], path);
  const found = kind ?? (await folderKind(path));
  return found === 'images' ? readPictures(path, shape) : readTextFolder(path, shape);
}

function openTable(table: Table, options: SourceOptions): Source {
  const { kind, window, horizon, drop, shape } = options;
  if (kind === 'series' || (kind === undefined && (window ?? horizon) !== undefined)) {
    return openSeries(table, options);
  }
  const [target = targetColumn(table)] = options.targets;
  if (kind === 'table') return tableSource(table, { target, drop });
  const text = options.text ?? proseColumn(table, [target, ...drop]);
  if (text !== undefined) return textTable(table, { text, target, shape });
  if (kind === undefined) return tableSource(table, { target, drop });
  const message = `${table.name}: which column holds the texts?`;
  throw datasetError('dataset/unclear', message, { hint: 'Name it with --text.' });
}

function openSeries(table: Table, { window, horizon, targets, time, drop }: SourceOptions): Source {
  if (window === undefined || horizon === undefined) {
    const message = `${table.name} is a series: how much of it is seen, and how much is forecast?`;
    throw datasetError('dataset/unclear', message, { hint: 'Say --window STEPS and --horizon STEPS.' });
  }
  const forecast = targets.length > 0 ? targets : [targetColumn(table)];
  return seriesSource(table, { window, horizon, targets: forecast, time, drop });
}

function assertKind(kind: Kind | undefined, possible: readonly Kind[], where: string): void {
  if (kind === undefined || possible.includes(kind)) return;
  const message = `${where} cannot be packed as ${kind}; it can be as ${possible.join(' or ')}.`;
  throw datasetError('dataset/unclear', message);
}
