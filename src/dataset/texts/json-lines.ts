import { assertExamples } from '../folder.ts';
import { datasetError } from '../problem.ts';
import { decodeUtf8 } from '../tables/csv.ts';

/** One line of a JSON lines file: a text and its answer. */
export interface JsonLine {
  readonly text: string;
  readonly answer: string;
  /** From 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly raw: string;
}

/**
 * Read JSON lines. Fields are named by a path: `review.body`, `labels.0`.
 *
 * @throws {FivefoldError} `dataset/unreadable`, naming line and field; `dataset/too-large`
 */
export function readJsonLines(
  bytes: Uint8Array,
  name: string,
  fields: { readonly text: string; readonly target: string },
): readonly JsonLine[] {
  const lines = decodeUtf8(bytes, name).split(/\r?\n/);
  const numbered = lines.map((raw, i) => ({ raw, line: i + 1 })).filter(({ raw }) => raw.trim() !== '');
  assertExamples(numbered.length, name);
  return numbered.map(({ raw, line }) => {
    const place = `${name}, line ${line}`;
    const value = parseLine(raw, place);
    const text = fieldOf(value, fields.text, place);
    const answer = fieldOf(value, fields.target, place);
    if (typeof text !== 'string') throw wrongField(place, fields.text, 'is not a text');
    if (!['string', 'number', 'boolean'].includes(typeof answer)) {
      throw wrongField(place, fields.target, 'is neither a text nor a number');
    }
    return { text, answer: String(answer), line, raw };
  });
}

function parseLine(raw: string, place: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (cause) {
    throw datasetError('dataset/unreadable', `${place}: not JSON.`, { cause });
  }
}

function fieldOf(value: unknown, path: string, place: string): unknown {
  let found = value;
  for (const key of path.split('.')) {
    const isObject = typeof found === 'object' && found !== null && Object.hasOwn(found, key);
    if (!isObject) throw wrongField(place, path, 'is missing');
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return found;
}

function wrongField(place: string, field: string, what: string) {
  return datasetError('dataset/unreadable', `${place}: the field '${field}' ${what}.`, {
    hint: 'Correct the line, or name the fields with --text and --target: review.body, say.',
  });
}
