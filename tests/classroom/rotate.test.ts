import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { rotateCommand } from '../../src/cli/rotate.ts';
import { parseExam } from '../../src/exam/index.ts';
import { drawTask, PRACTICE_SEED, PRACTICE_TASKS } from '../../src/generate/index.ts';
import {
  historyKeys,
  type KeyPair,
  mintIdentity,
  openHiddenSet,
  packHiddenSet,
  readHiddenFolder,
} from '../../src/hidden/index.ts';
import { freshFolder } from '../init/command.ts';
import { run } from '../proof/command.ts';

const SEED = 'a'.repeat(64);
const ROWS = PRACTICE_TASKS.find(({ id }) => id === 'tabular')?.hiddenRows ?? 0;
const folders: string[] = [];
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

let folder: string;
let old: KeyPair;
const inside = (...path: string[]) => join(folder, 'exam', ...path);
const oldFile = () => join(folder, 'old.txt');
const newFile = () => join(folder, 'new.txt');
const text = (path: string) => readFileSync(path, 'utf8');

/** An exam of `init` with one task of its own making and one of the instructor's data, which lies in a release. */
beforeEach(async () => {
  folder = freshFolder();
  folders.push(folder);
  old = await mintIdentity();
  mkdirSync(inside('hidden-tests'), { recursive: true });
  const [ours, theirs] = await Promise.all([pack('tabular', ROWS), pack('houses', 50)]);
  writeFileSync(inside('hidden-tests/tabular.npz.age'), ours.bytes);
  writeFileSync(inside('hidden-tests/houses.age'), theirs.bytes);
  const task = (id: string, hidden: string) => `  - id: ${id}   # a word on ${id}
    title: ${id}
    input: { shape: [6], dtype: float32 }
    output: { shape: [1], kind: values }
    metric: { name: r2 }
    thresholds: { 2: 0.1, 3: 0.2, 4: 0.3, 5: 0.4 }
    hidden: ${hidden}
`;
  const exam = `# A practice exam, drawn from the public seed "${PRACTICE_SEED}".
version: 1
id: spring
title: Spring
tasks:
${task('tabular', `{ path: hidden-tests/tabular.npz.age, sha256: "${ours.sha256}" }`)}${task(
  'houses',
  `\n      asset: { tag: sets, name: houses.age }\n      sha256: ${theirs.sha256} # pinned`,
)}`;
  writeFileSync(inside('exam.yml'), exam);
  writeFileSync(oldFile(), `# seed: ${SEED}\n${old.identity}\n`);
});

function pack(taskId: string, rows: number) {
  const set = drawTask('tabular', PRACTICE_SEED, 'hidden', rows, taskId);
  return packHiddenSet(set, { examId: 'spring', taskId, recipients: [old.recipient] });
}

const rotate = (...options: string[]) =>
  run(rotateCommand, inside(), '--key-file', oldFile(), '--identity-file', newFile(), ...options);

/** The rows of a task, opened by the key in a file. */
async function rowsOf(id: string, keyFile: string) {
  const { exam } = parseExam(readFileSync(inside('exam.yml')));
  const task = exam.tasks.find((task) => task.id === id) ?? expect.fail(id);
  const encrypted = await readHiddenFolder(inside('hidden-tests'), task);
  const { inputs } = await openHiddenSet(encrypted, { identity: text(keyFile), exam, task });
  const values = [...inputs.data];
  return Array.from({ length: values.length / 6 }, (_, row) => values.slice(6 * row, 6 * row + 6).join());
}

describe('fivefold rotate', () => {
  it('encrypts the same rows for a new key, and pins them; every other byte of exam.yml stays', async () => {
    const before = text(inside('exam.yml'));
    const rows = await rowsOf('tabular', oldFile());
    expect(await rotate()).toMatchObject({ status: 0, complaint: '' });
    const after = text(inside('exam.yml'));
    const blank = (yaml: string) => yaml.replaceAll(/[0-9a-f]{64}/g, '-').replaceAll('"-"', '-');
    expect(blank(after)).toBe(blank(before));
    const hashes = (yaml: string) => yaml.match(/[0-9a-f]{64}/g) ?? [];
    expect(hashes(after)).toHaveLength(2);
    for (const hash of hashes(before)) expect(after).not.toContain(hash);
    const bytes = readFileSync(inside('hidden-tests/tabular.npz.age'));
    expect(hashes(after)[0]).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await rowsOf('tabular', newFile())).toEqual(rows);
    expect(await rowsOf('houses', newFile())).toHaveLength(50);
  });

  it('closes them to the old key', async () => {
    await rotate();
    await expect(rowsOf('tabular', oldFile())).rejects.toMatchObject({ code: 'hidden/key-wrong' });
  });

  it('keeps the old key behind the new one, so that no history is lost, and the seed with it', async () => {
    await rotate();
    expect(statSync(newFile()).mode & 0o777).toBe(0o600);
    const [first, second, ...more] = await historyKeys(text(newFile()));
    expect(more).toEqual([]);
    expect([second]).toEqual(await historyKeys(old.identity));
    expect(first).not.toEqual(second);
    expect(text(newFile())).toContain(`# seed: ${SEED}`);
  });

  it('drops the old key where it has become known', async () => {
    const { stdout } = await rotate('--drop-old');
    expect(await historyKeys(text(newFile()))).toHaveLength(1);
    expect(text(newFile())).not.toContain(old.identity);
    expect(stdout.indexOf('git push')).toBeLessThan(stdout.indexOf('gh secret set'));
  });

  it('draws other rows where they are of init, and says which ones it cannot', async () => {
    const before = { ours: await rowsOf('tabular', oldFile()), theirs: await rowsOf('houses', oldFile()) };
    const { stdout } = await rotate('--redraw');
    const ours = await rowsOf('tabular', newFile());
    expect(ours).toHaveLength(before.ours.length);
    expect(ours.filter((value) => before.ours.includes(value))).toEqual([]);
    expect(await rowsOf('houses', newFile())).toEqual(before.theirs);
    expect(stdout).toContain('Other rows: tabular. The same rows under another key: houses.');
    expect(text(newFile())).toMatch(/^# seed: [0-9a-f]{64}$/m);
    expect(text(newFile())).not.toContain(SEED);
  });

  it('prints the commands that publish it, the secret first, and no secret', async () => {
    const { stdout } = await rotate();
    const steps = [
      'gh release upload sets hidden-tests/houses.age',
      'gh secret set FIVEFOLD_IDENTITY < ../new.txt',
      'git push',
    ];
    const places = steps.map((step) => stdout.indexOf(step));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(stdout).not.toMatch(/AGE-SECRET-KEY/);
  });

  describe('leaves everything as it was', () => {
    const untouched = async (ended: Promise<{ status: number; complaint: string }>, complaint: string) => {
      const before = readFileSync(inside('hidden-tests/tabular.npz.age'));
      const exam = text(inside('exam.yml'));
      const { status, complaint: said } = await ended;
      expect(said).toContain(complaint);
      expect(status).toBe(2);
      expect(readFileSync(inside('hidden-tests/tabular.npz.age'))).toEqual(before);
      expect(text(inside('exam.yml'))).toBe(exam);
    };

    it('when the key does not open them', async () => {
      writeFileSync(oldFile(), (await mintIdentity()).identity);
      await untouched(rotate(), '[hidden/key-wrong]');
    });

    it('when a set is not the one that is pinned', async () => {
      writeFileSync(inside('hidden-tests/houses.age'), 'something else');
      await untouched(rotate(), '[hidden/hash-mismatch]');
    });

    it('when there is no seed to draw from', async () => {
      writeFileSync(inside('exam.yml'), text(inside('exam.yml')).replace(/^#.*\n/, ''));
      await untouched(rotate('--redraw'), 'names no public seed');
    });

    it('when the new key would be published, or replace another', async () => {
      await untouched(rotate('--identity-file', inside('new.txt')), 'lies inside');
      writeFileSync(newFile(), 'precious');
      await untouched(rotate(), 'exists already');
      expect(text(newFile())).toBe('precious');
    });
  });
});
