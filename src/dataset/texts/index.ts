import { join } from 'node:path';
import { MAX_PART_BYTES } from '../../domain/limits.ts';
import type { RowShape, TextTensor } from '../../domain/tensor.ts';
import { answersOf } from '../answers.ts';
import { divide } from '../divide.ts';
import { listClasses, readBounded } from '../folder.ts';
import { groupsOf } from '../near.ts';
import { datasetError } from '../problem.ts';
import type { Answers, DataFile, Division, Encoded, Source } from '../source.ts';
import { columnIndex, decodeUtf8, type Table } from '../tables/csv.ts';
import { csvOf } from '../tables/index.ts';
import { readJsonLines } from './json-lines.ts';
import { nearTexts } from './near.ts';
import { vocabularyOf, wordsOf } from './words.ts';

/** Texts of this share of the training part are given whole; longer ones are cut. */
const WHOLE = 0.95;
const BYTES_PER_CHARACTER = 4;

export interface TextOptions {
  /** Column or path of the field that holds the text, and of the one that holds the answer. */
  readonly text: string;
  readonly target: string;
  /** `[words]` of the contract; without it, long enough for 95 % of the training texts. */
  readonly shape: RowShape | undefined;
}

interface Texts {
  readonly texts: readonly string[];
  readonly answers: Answers;
  /** Where a text stands, for messages. */
  readonly placeOf: (index: number) => string;
  /** The training part as it came. */
  readonly originals: (train: readonly number[]) => readonly DataFile[];
}

/** A folder with one folder of text files for each class. */
export async function readTextFolder(folder: string, shape: RowShape | undefined): Promise<Source> {
  const { classes, files } = await listClasses(folder);
  const texts: string[] = [];
  for (const { path } of files) {
    texts.push(decodeUtf8(await readBounded(join(folder, path), path), path));
  }
  const pathOf = (index: number) => files[index]?.path ?? '';
  return sourceOf(
    {
      texts,
      answers: { kind: 'classes', names: classes, labels: files.map(({ label }) => label) },
      placeOf: pathOf,
      originals: (train) =>
        train.map((index) => ({ path: `data/${pathOf(index)}`, copyOf: join(folder, pathOf(index)) })),
    },
    shape,
  );
}

/** A CSV file with a column of texts. */
export function textTable(table: Table, { text, target, shape }: TextOptions): Source {
  const [textAt, targetAt] = [columnIndex(table, text), columnIndex(table, target)];
  const placeOf = (row: number) => `${table.name}, line ${table.rows[row]?.line}`;
  const answers = answersOf(
    table.rows.map((row) => row.cells[targetAt] ?? ''),
    target,
    placeOf,
  );
  const texts = table.rows.map((row) => row.cells[textAt] ?? '');
  const originals = (train: readonly number[]) => [{ path: 'data/train.csv', content: csvOf(table, train) }];
  return sourceOf({ texts, answers, placeOf, originals }, shape);
}

/** JSON lines with a field of text and one of answers. */
export function jsonLinesSource(bytes: Uint8Array, name: string, options: TextOptions): Source {
  const lines = readJsonLines(bytes, name, options);
  const placeOf = (index: number) => `${name}, line ${lines[index]?.line}`;
  const answers = answersOf(
    lines.map(({ answer }) => answer),
    options.target,
    placeOf,
  );
  const content = (train: readonly number[]) => train.map((index) => `${lines[index]?.raw}\n`).join('');
  return sourceOf(
    {
      texts: lines.map(({ text }) => text),
      answers,
      placeOf,
      originals: (train) => [{ path: 'data/train.jsonl', content: content(train) }],
    },
    options.shape,
  );
}

function sourceOf(all: Texts, shape: RowShape | undefined): Source {
  const { texts, answers, placeOf } = all;
  for (const [index, text] of texts.entries()) assertText(text, placeOf(index));
  const groups = groupsOf(texts.length, nearTexts(texts));
  const examples = texts.map((text, i) => ({ key: text, group: groups[i] ?? i }));
  const asked = answers.kind === 'classes' ? `${answers.names.length} classes` : 'values';
  const near = texts.length - new Set(groups).size;
  return {
    kind: 'texts',
    summary: `${texts.length} texts, ${asked}, ${near} of them near-duplicates of others`,
    answers,
    divide: (shares, secret) => divide(examples, answers, shares, secret),
    encode: (division) => encode(all, shape, division),
  };
}

function assertText(text: string, place: string): void {
  const fault = faultOf(text);
  if (fault) throw datasetError('dataset/unreadable', `${place}: ${fault}.`);
}

/** NumPy drops NUL at the end of a text, and no text file can hold half a character. */
function faultOf(text: string): string | undefined {
  if (text.trim() === '') return 'no text';
  if (text.includes('\0')) return 'a NUL character';
  return text.isWellFormed() ? undefined : 'half of a surrogate pair';
}

function encode({ texts, originals }: Texts, shape: RowShape | undefined, division: Division): Encoded {
  const pick = (part: readonly number[]) => tensorOf(part.map((index) => texts[index] ?? ''));
  const { train, sample, hidden } = division;
  const words = train.map((index) => wordsOf(texts[index] ?? '').length).toSorted((a, b) => a - b);
  const length = shape?.[0] ?? Math.max(1, words[Math.floor(WHOLE * (words.length - 1))] ?? 1);
  const vocabulary = vocabularyOf(train.map((index) => texts[index] ?? ''));
  return {
    input: { shape: [length], dtype: 'int32', text: { vocabulary: 'vocabulary.txt' } },
    inputs: { train: pick(train), sample: pick(sample), hidden: pick(hidden) },
    files: [...originals(train), { path: 'vocabulary.txt', content: `${vocabulary.join('\n')}\n` }],
  };
}

/** NumPy gives every text of an array the room of the longest. */
function tensorOf(data: readonly string[]): TextTensor {
  const longest = data.reduce((most, text) => Math.max(most, text.length), 0);
  if (data.length * longest * BYTES_PER_CHARACTER > MAX_PART_BYTES) {
    const message = `${data.length} texts, the longest of ${longest} characters, are more than ${MAX_PART_BYTES} bytes in NumPy's form.`;
    throw datasetError('dataset/too-large', message, { hint: 'Shorten the longest texts, or take fewer.' });
  }
  return { dtype: 'string', shape: [data.length], data };
}
