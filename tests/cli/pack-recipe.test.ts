import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { fetchInto, packRecipe } from '../../src/cli/pack-recipe.ts';
import { type Download, RECIPES, type RecipeName } from '../../src/dataset/index.ts';
import { parseExam } from '../../src/exam/index.ts';
import { mintIdentity, openHiddenSet } from '../../src/hidden/index.ts';
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

describe.runIf(available).each<[RecipeName, string, readonly number[], number]>([
  ['banking77', 'banking77/banking_data', [], 1_998],
  ['seattle-weather', 'seattle-weather/data', [21, 4], 90],
  ['sign-language-digits', 'sign-language-digits', [64, 64, 3], 411],
])(`${title}: the recipe %s`, (recipe, folder, row, hiddenRows) => {
  it('makes a task whose hidden set opens, of files that are the published ones', async () => {
    const exam = join(root, recipe, 'exam.yml');
    const { identity, recipient } = await mintIdentity();
    await packRecipe({
      recipe,
      exam,
      task: recipe,
      recipient: [recipient],
      split: [70, 10, 20],
      from: join(DATA ?? '', folder),
    });
    const parsed = parseExam(new Uint8Array(readFileSync(exam))).exam;
    const [task] = parsed.tasks;
    if (!task || !('path' in task.hidden)) throw new Error('no task');
    expect(task.title).toBe(RECIPES[recipe].title);
    const encrypted = new Uint8Array(readFileSync(join(root, recipe, task.hidden.path)));
    const { inputs } = await openHiddenSet(encrypted, { identity, exam: parsed, task });
    // Near-duplicates move whole groups, and the phase of the windows is secret: the shares hold but for a few rows.
    expect(inputs.shape.slice(1)).toEqual(row);
    expect(Math.abs((inputs.shape[0] ?? 0) / hiddenRows - 1)).toBeLessThan(0.02);
    const files = readdirSync(join(root, recipe, 'tasks', recipe));
    expect(files).toEqual(expect.arrayContaining(['SOURCE.md', 'data', 'sample.npz', 'train.npz']));
  });
});
