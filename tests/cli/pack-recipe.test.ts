import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { PackOptions } from '../../src/cli/pack-options.ts';
import { fetchInto, packRecipe } from '../../src/cli/pack-recipe.ts';
import { type Download, RECIPES, type RecipeName } from '../../src/dataset/index.ts';
import type { Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import { parseExam } from '../../src/exam/index.ts';
import { mintIdentity, openHiddenSet } from '../../src/hidden/index.ts';
import { measure } from '../../src/metric/index.ts';
import { predict } from '../../src/sandbox/host.ts';
import { problemOf } from '../dataset/data.ts';

const CSV = 'text,label\nhello,a\n';
const root = mkdtempSync(join(tmpdir(), 'fivefold-recipe-test-'));
const server = createServer((request, response) => {
  if (request.url === '/data.csv') response.end(CSV);
  else response.writeHead(404).end();
});
let address: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});

const wanted = (path: string, content: string): Download => ({
  kind: 'file',
  url: `${address}/${path}`,
  name: 'data.csv',
  sha256: createHash('sha256').update(content).digest('hex'),
});
const loopback = { allowLoopback: true };

describe('the download of a recipe', () => {
  it('is written once it is what it should be', async () => {
    const folder = mkdtempSync(join(root, 'good-'));
    await fetchInto(folder, wanted('data.csv', CSV), loopback);
    expect(readFileSync(join(folder, 'data.csv'), 'utf8')).toBe(CSV);
  });

  it.each([
    ['another file', 'data.csv', 'other', 'dataset/hash-mismatch'],
    ['no file', 'nowhere.csv', CSV, 'dataset/download-failed'],
  ])('leaves nothing when there is %s', async (_what, path, content, code) => {
    const folder = mkdtempSync(join(root, 'bad-'));
    expect(await problemOf(() => fetchInto(folder, wanted(path, content), loopback))).toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('goes over https, or not at all', async () => {
    const folder = mkdtempSync(join(root, 'plain-'));
    const problem = await problemOf(() => fetchInto(folder, wanted('data.csv', CSV)));
    expect(problem).toMatchObject({
      code: 'dataset/download-failed',
      message: expect.stringContaining('https'),
    });
  });
});

const DATA = process.env.FIVEFOLD_REAL_DATA;
const required = process.env.FIVEFOLD_REQUIRE_PEERS === '1';
const available = DATA !== undefined && existsSync(DATA);

test.runIf(required)('FIVEFOLD_REQUIRE_PEERS=1 asks for real data in FIVEFOLD_REAL_DATA', () => {
  expect(available).toBe(true);
});

const title = available
  ? 'real data'
  : 'real data (skipped: set FIVEFOLD_REAL_DATA to the directory of the data sets)';

const FIXTURES = join(import.meta.dirname, '../fixtures/real-data');
const NO_OPTIONS = {};

interface Packed {
  readonly recipe: RecipeName;
  readonly folder: string;
  readonly options?: Partial<PackOptions>;
  readonly row: readonly number[];
  readonly rows: number;
  /** A model that was trained on the same data set, and what it reaches at least, or at most. */
  readonly model?: { readonly file: string; readonly isGood: (value: number) => boolean };
}

const PACKED: readonly Packed[] = [
  { recipe: 'banking77', folder: 'banking77/banking_data', row: [], rows: 1_998 },
  {
    recipe: 'seattle-weather',
    folder: 'seattle-weather/data',
    row: [21, 4],
    rows: 90,
    // 0.936, 0.959 or 0.987, by the step at which the hidden windows begin.
    model: { file: 'seattle-weather.h5', isGood: (mase) => mase < 1 },
  },
  {
    recipe: 'sign-language-digits',
    folder: 'sign-language-digits',
    options: { shape: [50, 50, 1] },
    row: [50, 50, 1],
    rows: 411,
    // 0.888 to 0.895 over five seeds.
    model: { file: 'sign-language-digits.keras', isGood: (accuracy) => accuracy > 0.85 },
  },
];

describe.runIf(available).each(PACKED)(`${title}: the recipe $recipe`, (packed) => {
  const { recipe, folder, options = NO_OPTIONS, row, rows, model } = packed;

  it('makes a task of the published files, on which a model is graded as it should be', async () => {
    const exam = join(root, recipe, 'exam.yml');
    const { identity, recipient } = await mintIdentity();
    const from = join(DATA ?? '', folder);
    await packRecipe({
      recipe,
      exam,
      task: recipe,
      recipient: [recipient],
      split: [70, 10, 20],
      from,
      ...options,
    });
    const parsed = parseExam(new Uint8Array(readFileSync(exam))).exam;
    const [task] = parsed.tasks;
    if (!task || !('path' in task.hidden)) throw new Error('no task');
    expect(task.title).toBe(RECIPES[recipe].title);
    const encrypted = new Uint8Array(readFileSync(join(root, recipe, task.hidden.path)));
    const hidden = await openHiddenSet(encrypted, { identity, exam: parsed, task });
    // Near-duplicates move together, and where windows begin is secret: the shares hold but for a few rows.
    expect(hidden.inputs.shape.slice(1)).toEqual(row);
    expect(Math.abs((hidden.inputs.shape[0] ?? 0) / rows - 1)).toBeLessThan(0.02);
    const files = readdirSync(join(root, recipe, 'tasks', recipe));
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'SOURCE.md', 'data', 'sample.npz', 'train.npz']),
    );
    if (model) expect(await measureModel(model.file, task, hidden)).toSatisfy(model.isGood);
  });
});

async function measureModel(file: string, task: Task, { inputs, labels }: HiddenSet): Promise<number> {
  const files = new Map([[file, new Uint8Array(readFileSync(join(FIXTURES, file)))]]);
  const format = file.endsWith('.keras') ? 'keras' : 'h5';
  const outcome = await predict({ model: { format, path: file, files }, inputs, output: task.output });
  if (outcome.kind !== 'predicted') throw new Error(JSON.stringify(outcome));
  return measure(task.metric, outcome.predictions, labels);
}
