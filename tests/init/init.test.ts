import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputTensor } from '../../src/domain/tensor.ts';
import { parseExam } from '../../src/exam/index.ts';
import { readVocabulary } from '../../src/exam/vocabulary.ts';
import { drawPhraseTexts, drawTask, PRACTICE_TASKS } from '../../src/generate/index.ts';
import { TRAINING_ROWS, trainingFiles } from '../../src/generate/raw/index.ts';
import { openHiddenSet, readHiddenFolder } from '../../src/hidden/index.ts';
import { drawExam } from '../../src/init.ts';
import { openSample, publicFolder } from '../../src/sample.ts';
import { type Ended, fivefold, freshFolder, readAll } from './command.ts';

const MAX_TRAINING_BYTES = 25_000_000;
/** On a busy machine; alone, it takes half a minute. */
const INIT_TIMEOUT_MS = 600_000;

let folder: string;
let ended: Ended;
const exam = () => join(folder, 'Spring 2027');
const identityFile = () => join(folder, 'Spring 2027-identity.txt');
const signingKeyFile = () => join(folder, 'Spring 2027-signing-key.json');

beforeAll(async () => {
  folder = freshFolder();
  ended = await fivefold(folder, 'init', 'Spring 2027', '--title', 'Deep learning, spring 2027');
}, INIT_TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fivefold init', () => {
  it('writes everything that an exam repository needs', () => {
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    const files = Object.keys(readAll(exam()));
    const of = (id: string) => [
      `hidden-tests/${id}.npz.age`,
      `models/${id}/.gitkeep`,
      ...['README.md', 'sample.npz', 'starter.py', 'starter.ts'].map((name) => `tasks/${id}/${name}`),
    ];
    const whole = ['exam.yml', 'fivefold-keys.json', 'README.md', 'HANDBOOK.md', 'submission.yml'];
    const workflows = ['check', 'grade'].map((name) => `.github/workflows/${name}.yml`);
    const tasks = PRACTICE_TASKS.flatMap(({ id }) => of(id));
    expect(files).toEqual(expect.arrayContaining([...whole, ...workflows, ...tasks]));
  });

  it('puts the keys beside the exam, where only their owner reads them, and the keys nowhere else', () => {
    for (const file of [identityFile(), signingKeyFile()]) expect(statSync(file).mode & 0o777).toBe(0o600);
    const key = readFileSync(identityFile(), 'utf8').trim().split('\n');
    const { d: signing } = JSON.parse(readFileSync(signingKeyFile(), 'utf8'));
    for (const secret of [key.at(-1) ?? '', key.at(-2)?.slice('# seed: '.length) ?? '', signing]) {
      expect(secret.length).toBeGreaterThan(40);
      expect(ended.stdout).not.toContain(secret);
      const holders = Object.entries(readAll(exam())).filter(([, bytes]) =>
        Buffer.from(bytes).includes(secret),
      );
      expect(holders).toEqual([]);
    }
  });

  it('prints the commands that publish it, fit for a shell', () => {
    expect(ended.stdout).toContain("gh repo create 'Spring 2027' --public --source . --push");
    expect(ended.stdout).toContain("gh secret set FIVEFOLD_IDENTITY < '../Spring 2027-identity.txt'");
    expect(ended.stdout).toContain("gh secret set FIVEFOLD_SIGNING_KEY < '../Spring 2027-signing-key.json'");
    expect(ended.stdout).toContain('gh api repos/{owner}/{repo}/rulesets');
  });

  it('leaves no blank in a text, and no workflow without a version', () => {
    for (const [path, bytes] of Object.entries(readAll(exam()))) {
      if (path.endsWith('.md')) expect(Buffer.from(bytes).toString(), path).not.toMatch(/\{\{|undefined|NaN/);
      if (path.endsWith('.yml')) expect(Buffer.from(bytes).toString(), path).not.toContain('0'.repeat(40));
    }
  });

  it('keeps the training data small enough for a repository', () => {
    const data = Object.entries(readAll(exam())).filter(([path]) => /^tasks\/\w+\/data\//.test(path));
    const bytes = data.reduce((sum, [, { length }]) => sum + length, 0);
    expect(bytes).toBeGreaterThan(MAX_TRAINING_BYTES / 10);
    expect(bytes).toBeLessThan(MAX_TRAINING_BYTES);
  });
});

describe.each(PRACTICE_TASKS)('$id', (task) => {
  it('has a hidden set and a public sample that keep the contract, and shows no hidden row in public', async () => {
    const loaded = parseExam(readFileSync(join(exam(), 'exam.yml')));
    const own = loaded.exam.tasks.find(({ id }) => id === task.id) ?? expect.fail('not in exam.yml');
    const identity = readFileSync(identityFile(), 'utf8');
    const encrypted = await readHiddenFolder(join(exam(), 'hidden-tests'), own);
    const hidden = await openHiddenSet(encrypted, { identity, exam: loaded.exam, task: own });
    const sample = (await openSample(publicFolder(exam()), own)) ?? expect.fail('no sample');

    const seed = readFileSync(join(exam(), 'exam.yml'), 'utf8').match(/public seed "(\w+)"/)?.[1] ?? '';
    const rows = TRAINING_ROWS[task.id];
    const training = own.input.text
      ? drawPhraseTexts(seed, 'train', rows)
      : drawTask(task.id, seed, 'train', rows);
    const published = new Set([...rowsOf(training.inputs), ...rowsOf(sample.inputs)]);
    const secret = rowsOf(hidden.inputs);
    expect(secret).toHaveLength(task.hiddenRows);
    if (own.input.dtype === 'float32' || own.input.text) {
      expect(secret.filter((row) => published.has(row))).toEqual([]);
    }
    expect([...new Set(hidden.labels.data)].length).toBeGreaterThan(1);
  });
});

/** Each row as a key to compare by. */
function rowsOf({ data, shape }: InputTensor): readonly string[] {
  if (!ArrayBuffer.isView(data)) return data;
  const size = data.length / (shape[0] ?? 1);
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => data.subarray(i * size, (i + 1) * size).join());
}

it('draws the same exam again from the seed in the identity file, but for the keys and what age encrypts', async () => {
  const secret = readFileSync(identityFile(), 'utf8').match(/^# seed: (\w+)$/m)?.[1] ?? '';
  const title = 'Deep learning, spring 2027';
  const again = await drawExam({ id: 'spring-2027', title, secret, withoutTraining: true });
  const files = readAll(exam());
  const differing = [...again.files].filter(
    ([path, bytes]) => Buffer.compare(bytes, files[path] ?? bytes.slice(1)) !== 0,
  );
  const encrypted = PRACTICE_TASKS.map(({ id }) => `hidden-tests/${id}.npz.age`);
  expect(differing.map(([path]) => path).sort()).toEqual(
    ['exam.yml', 'fivefold-keys.json', ...encrypted].sort(),
  );
  const seed =
    Buffer.from(files['exam.yml'] ?? '')
      .toString()
      .match(/public seed "(\w+)"/)?.[1] ?? '';
  for (const [name, bytes] of trainingFiles('tabular', seed)) {
    expect(files[`tasks/tabular/data/${name}`]).toEqual(Buffer.from(bytes));
  }
});

describe('fivefold init refuses', () => {
  const refusal = async (...args: string[]) => {
    const { status, stderr } = await fivefold(folder, 'init', ...args);
    expect(status).toBe(2);
    return stderr;
  };

  it('a folder that holds something', async () => {
    expect(await refusal('Spring 2027')).toContain('not empty');
  });

  it('to overwrite a key', async () => {
    expect(await refusal('other', '--identity-file', identityFile())).toContain('exists already');
  });

  it.each(['other/identity.txt', 'other/deep/identity.txt', 'other/../other/identity.txt'])(
    'to put the key where it would be published: %s',
    async (path) => {
      expect(await refusal('other', '--identity-file', path)).toContain('lies inside');
    },
  );

  it('to put the key there by a detour', async () => {
    mkdirSync(join(folder, 'empty'));
    symlinkSync('empty', join(folder, 'detour'));
    expect(await refusal('empty', '--identity-file', 'detour/identity.txt')).toContain('lies inside');
  });

  it('a seed file without a seed', async () => {
    writeFileSync(join(folder, 'noseed.txt'), 'AGE-SECRET-KEY-1XYZ\n');
    expect(await refusal('other', '--seed-file', 'noseed.txt')).toContain('holds no seed');
  });
});

it('publishes a vocabulary that the grader takes, and shows in the statement what it makes of a text', async () => {
  const words = await readVocabulary(exam(), 'tasks/phrases/vocabulary.txt');
  const statement = readFileSync(join(exam(), 'tasks/phrases/README.md'), 'utf8');
  const [, text = '', numbers = ''] =
    statement.match(/For example `(.+)` becomes\s+```text\s+\[(.+)\]/) ?? [];
  const said = text
    .toLowerCase()
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .split(' ');
  const shown = numbers.split(', ').filter((number) => number !== '0');
  expect(shown.map((number) => words[Number(number)])).toEqual(said);
});
