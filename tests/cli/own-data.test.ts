import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExam } from '../../src/exam/index.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { randomFrom } from '../../src/generate/random.ts';
import { mintIdentity } from '../../src/hidden/index.ts';
import { fill, gallery } from '../dataset/data.ts';

/** The commands of docs/own-data.md, in their order, in a folder that has the files they name. */
const ROOT = resolve(import.meta.dirname, '../..');
const commands = [...readFileSync(join(ROOT, 'docs/own-data.md'), 'utf8').matchAll(/^fivefold (pack .*)$/gm)]
  .map(([, command = '']) => command)
  // It would download; tests/cli/pack-recipe.test.ts packs the same from files.
  .filter((command) => !command.includes('--recipe'));

const folder = mkdtempSync(join(tmpdir(), 'fivefold-own-data-'));
const { recipient } = await mintIdentity();

beforeAll(() => {
  const random = randomFrom('own data');
  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');
  const words = 'warm cold kind rude slow quick dear cheap clean dull loud calm'.split(' ');
  const review = (i: number) => ({ review: { body: random.shuffle(words).join(' ') }, stars: 1 + (i % 2) });
  fill(folder, {
    ...Object.fromEntries(
      Object.entries(gallery(['rose', 'tulip'], 8)).map(([path, file]) => [`pictures/${path}`, file]),
    ),
    'houses.csv': `id,area,rooms,price\n${lines(60, (i) => `h${i},${40 + i},${1 + (i % 4)},${(i * 3.5).toFixed(2)}`)}`,
    'reviews.jsonl': lines(60, (i) => JSON.stringify(review(i))),
    'tides.csv': `hour,level\n${lines(900, (i) => `${i},${Math.sin(i / 6).toFixed(3)}`)}`,
    'hidden.npz': writeNpz({
      inputs: { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) },
      labels: { dtype: 'float32', shape: [3], data: new Float32Array(3) },
    }),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/own-data.md', () => {
  it('shows commands', () => {
    expect(commands.length).toBeGreaterThan(4);
  });

  it.each(commands)('works as it says: %s', (command) => {
    const args = command.replaceAll('age1…', recipient).split(' ');
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'src/cli.ts'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('leaves an exam with the tasks it names', () => {
    const { exam } = parseExam(new Uint8Array(readFileSync(join(folder, 'my-exam/exam.yml'))));
    expect(exam.tasks.map(({ id }) => id)).toEqual(['flowers', 'houses', 'reviews', 'tides']);
    const readme = readFileSync(join(folder, 'my-exam/tasks/houses/README.md'), 'utf8');
    expect(readme).toContain('`float32` of the shape `(2,)`');
  });
});
