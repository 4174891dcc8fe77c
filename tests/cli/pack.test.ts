import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import { parseExam } from '../../src/exam/index.ts';
import { readNpz, writeNpz } from '../../src/formats/npz.ts';
import { mintIdentity, openHiddenSet } from '../../src/hidden/index.ts';
import { measure } from '../../src/metric/index.ts';
import { type Files, fill, gallery, painting, png } from '../dataset/data.ts';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');
const { identity, recipient } = await mintIdentity();
const root = mkdtempSync(join(tmpdir(), 'fivefold-pack-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let exams = 0;
let arrays = 0;
/** Path of an `exam.yml` that is not there yet. */
const newExam = () => join(root, `${++exams}`, 'My exam', 'exam.yml');

const inNewFolder = (files: Files) => fill(mkdtempSync(join(root, 'data-')), files);

function pack(source: string, exam: string, task: string, ...more: string[]) {
  const args = ['pack', source, '--exam', exam, '--task', task, '--recipient', recipient, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const inRoot = (exam: string, path: string) => join(exam, '..', path);
const arraysIn = (exam: string, path: string) => readNpz(new Uint8Array(readFileSync(inRoot(exam, path))));

async function openTask(examPath: string, id: string) {
  const { exam } = parseExam(new Uint8Array(readFileSync(examPath)));
  const task = exam.tasks.find((candidate) => candidate.id === id);
  if (!task || !('path' in task.hidden)) throw new Error(`no task ${id}`);
  const encrypted = new Uint8Array(readFileSync(inRoot(examPath, task.hidden.path)));
  return { task, set: await openHiddenSet(encrypted, { identity, exam, task }) };
}

const table = (rows: number) =>
  `x,y,label\n${Array.from({ length: rows }, (_, i) => `${i},${(i * 7) % 50},${i % 3 === 0 ? 'a' : 'b'}`).join('\n')}\n`;

describe('fivefold pack, from a folder of pictures,', () => {
  const zoo = inNewFolder(gallery(['ants', 'bees', 'cats'], 10));
  const exam = newExam();
  let said = '';
  beforeAll(() => {
    const { status, stdout, stderr } = pack(zoo, exam, 'zoo', '--shape', '12,10,3', '--title', 'The zoo');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    said = stdout;
  });

  it('says what it found and what it wrote', () => {
    expect(said).toContain('read as images: 30 pictures of 3 classes');
    expect(said).toContain('its thresholds are provisional');
  });

  it('writes an exam whose hidden set opens and can be graded', async () => {
    const { task, set } = await openTask(exam, 'zoo');
    expect(task).toMatchObject({
      title: 'The zoo',
      input: { shape: [12, 10, 3] },
      metric: { name: 'accuracy' },
    });
    expect(set.inputs.shape).toEqual([6, 12, 10, 3]);
    expect(measure(task.metric, always(set, 3), set.labels)).toBeCloseTo(1 / 3);
  });

  it('gives candidates the pictures as they were, a sample, and the names of the classes', () => {
    const [train, sample] = ['train', 'sample'].map((part) =>
      arraysIn(exam, `tasks/zoo/${part}.npz`).get('inputs'),
    );
    expect([train?.shape[0], sample?.shape[0]]).toEqual([21, 3]);
    expect(readFileSync(inRoot(exam, 'tasks/zoo/classes.txt'), 'utf8')).toBe('ants\nbees\ncats\n');
    const copies = readdirSync(inRoot(exam, 'tasks/zoo/data'), { recursive: true, withFileTypes: true });
    const files = copies.filter((entry) => entry.isFile());
    expect(files).toHaveLength(21);
    for (const { parentPath, name } of files) {
      const original = join(zoo, basename(parentPath), name);
      expect(readFileSync(join(parentPath, name)).equals(readFileSync(original))).toBe(true);
    }
  });

  it('keeps the secret beside the folder, for its owner alone', () => {
    const file = `${join(exam, '..')}-seed.txt`;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = /seed: (\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'none';
    expect(said + readFileSync(exam, 'utf8')).not.toContain(secret);
  });

  it('divides alike with the same seed, and otherwise with another', async () => {
    const seedFile = `${join(exam, '..')}-seed.txt`;
    const [again, other] = [newExam(), newExam()];
    pack(zoo, again, 'zoo', '--shape', '12,10,3', '--seed-file', seedFile);
    pack(zoo, other, 'zoo', '--shape', '12,10,3');
    const [first, second, third] = await Promise.all(
      [exam, again, other].map((path) => openTask(path, 'zoo')),
    );
    expect(second?.set).toEqual(first?.set);
    expect(third?.set).not.toEqual(first?.set);
  });

  it('replaces what was packed before only with --force, and leaves none of it', () => {
    const count = () => readdirSync(inRoot(exam, 'tasks/zoo/data'), { recursive: true }).length;
    const before = readFileSync(exam, 'utf8');
    expect(pack(zoo, exam, 'zoo')).toMatchObject({ status: 2, stderr: expect.stringContaining('--force') });
    expect(readFileSync(exam, 'utf8')).toBe(before);
    const seedFile = join(root, 'another-seed.txt');
    const more = count();
    expect(pack(zoo, exam, 'zoo', '--force', '--seed-file', seedFile).status).toBe(0);
    expect(count()).toBe(more);
    expect(readFileSync(exam, 'utf8').replace(/sha256: .*/, '')).toBe(before.replace(/sha256: .*/, ''));
  });
});

describe('fivefold pack, from the folder it would replace,', () => {
  it('refuses, and touches nothing', () => {
    const exam = newExam();
    const source = fill(inRoot(exam, 'tasks/zoo/data'), gallery(['a', 'b'], 4));
    const { status, stderr } = pack(source, exam, 'zoo', '--force');
    expect({ status, files: readdirSync(source).length }).toEqual({ status: 2, files: 2 });
    expect(stderr).toContain('lies where pack writes');
  });
});

describe('fivefold pack, from files,', () => {
  it.each([
    ['table', 'data.csv', table(60), [], { input: { shape: [2] }, output: { shape: [1], kind: 'classes' } }],
    [
      'series',
      'data.csv',
      `day,level\n${Array.from({ length: 120 }, (_, i) => `${i},${i % 9}`).join('\n')}\n`,
      ['--window', '6', '--horizon', '2', '--target', 'level'],
      { input: { shape: [6, 1] }, output: { shape: [2], kind: 'values' } },
    ],
    [
      'texts',
      'data.jsonl',
      Array.from(
        { length: 60 },
        (_, i) => `${JSON.stringify({ text: `number ${i ** 3} of ${i}`, stars: i % 2 })}\n`,
      ).join(''),
      ['--target', 'stars', '--shape', '4'],
      { input: { shape: [4], dtype: 'int32', text: { vocabulary: 'tasks/it/vocabulary.txt' } } },
    ],
  ])('makes a task of a %s', async (kind, name, content, options, contract) => {
    const source = join(root, `${kind}-${name}`);
    writeFileSync(source, content);
    const exam = newExam();
    const { status, stdout, stderr } = pack(source, exam, 'it', ...options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`read as ${kind}`);
    const { task, set } = await openTask(exam, 'it');
    expect(task).toMatchObject(contract);
    const sample = arraysIn(exam, 'tasks/it/sample.npz');
    expect(sample.get('inputs')?.shape.slice(1)).toEqual(set.inputs.shape.slice(1));
  });

  it('adds to an exam that is there, and keeps the contract of a task that is there', async () => {
    const exam = newExam();
    const zoo = inNewFolder(gallery(['ants', 'bees'], 6));
    writeFileSync(join(root, 'more.csv'), table(60));
    expect(pack(zoo, exam, 'zoo', '--shape', '8,8,1').status).toBe(0);
    expect(pack(join(root, 'more.csv'), exam, 'rows').status).toBe(0);
    expect(pack(zoo, exam, 'zoo', '--force').status).toBe(0);
    expect((await openTask(exam, 'zoo')).task.input.shape).toEqual([8, 8, 1]);
    expect((await openTask(exam, 'rows')).set.inputs.shape).toEqual([12, 2]);
    const wrong = pack(join(root, 'more.csv'), exam, 'zoo', '--force');
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('hidden/wrong-shape') });
  });

  it.each([
    ['a broken picture', { 'a/1.png': png(painting(1)), 'b/2.jpg': 'no' }, [], /b\/2\.jpg/],
    ['a seed inside the exam', gallery(['a', 'b'], 4), ['--seed-file', 'INSIDE'], /seed.*lies inside/],
    ['shares that are none', gallery(['a', 'b'], 4), ['--split', '80,30,10'], /make 100/],
    ['an id for an exam', gallery(['a', 'b'], 4), ['--exam', 'spring'], /Name the exam\.yml/],
  ])('refuses %s with 2 and a reason, and writes nothing', (_what, files, options, reason) => {
    const exam = newExam();
    const given = options.map((option) => (option === 'INSIDE' ? inRoot(exam, 'seed.txt') : option));
    const { status, stdout, stderr } = pack(inNewFolder(files), exam, 'it', ...given);
    expect(stderr).toMatch(reason);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(existsSync(inRoot(exam, '.'))).toBe(false);
  });
});

describe('fivefold pack, from an .npz,', () => {
  const exam = newExam();
  beforeAll(() => {
    writeFileSync(join(root, 'rows.csv'), table(60));
    expect(pack(join(root, 'rows.csv'), exam, 'rows').status).toBe(0);
  });
  const npz = (inputs: Float32Array, labels: readonly number[], width = 2) => {
    const path = join(root, `${++arrays}.npz`);
    const shape = [labels.length, width];
    const content = {
      inputs: { dtype: 'float32', shape, data: inputs },
      labels: { dtype: 'float32', shape: [labels.length], data: Float32Array.from(labels) },
    } as const;
    writeFileSync(path, writeNpz(content));
    return path;
  };

  it('holds it against the contract in exam.yml, and puts it where the exam looks', async () => {
    const { status, stdout } = pack(npz(new Float32Array(6), [0, 1, 1]), exam, 'rows');
    expect(status).toBe(0);
    const yaml = readFileSync(exam, 'utf8').replace(/sha256: .*/, `sha256: ${stdout.trim()}`);
    writeFileSync(exam, yaml);
    expect((await openTask(exam, 'rows')).set.labels.data).toEqual(Int32Array.of(0, 1, 1));
  });

  it.each([
    [
      'NaN among the inputs',
      npz(Float32Array.of(0, 0, 0, 0, Number.NaN, 0), [0, 1, 1]),
      'rows',
      /row 2 of inputs.*NaN/,
    ],
    [
      'an infinite label',
      npz(new Float32Array(6), [0, Number.POSITIVE_INFINITY, 1]),
      'rows',
      /row 1 of labels/,
    ],
    [
      'rows of another shape',
      npz(new Float32Array(9), [0, 1, 1], 3),
      'rows',
      /shape \(3, 3\); the exam says \(3, 2\)/,
    ],
    ['a class that the contract does not have', npz(new Float32Array(6), [0, 1, 2]), 'rows', /label 2/],
    ['a task that the exam does not have', npz(new Float32Array(6), [0, 1, 1]), 'cols', /no task 'cols'/],
  ])('refuses %s', (_what, path, task, reason) => {
    const output = join(root, 'refused.age');
    const { status, stderr } = pack(path, exam, task, '--output', output);
    expect(stderr).toMatch(reason);
    expect(status).toBe(2);
    expect(existsSync(output)).toBe(false);
  });

  it('notices NaN without an exam, too', () => {
    const path = npz(Float32Array.of(Number.NaN, 0), [1]);
    const { status, stderr } = pack(path, 'spring', 'rows', '--output', join(root, 'nan.age'));
    expect(status).toBe(2);
    expect(stderr).toMatch(/row 0 of inputs/);
  });
});

/** A model that answers class 0 every time. */
function always({ labels }: HiddenSet, classes: number) {
  const [rows = 0] = labels.shape;
  const data = Float32Array.from({ length: rows * classes }, (_, i) => (i % classes === 0 ? 1 : 0));
  return { dtype: 'float32', shape: [rows, classes], data } as const;
}
