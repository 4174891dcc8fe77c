import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import { drawPracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { parseExam } from '../../src/exam/index.ts';
import { readNpy, writeNpy } from '../../src/formats/npy.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { drawTask, PRACTICE_SEED, PRACTICE_TASKS } from '../../src/generate/index.ts';
import { openHiddenSet } from '../../src/hidden/index.ts';
import { isolationHere } from '../../src/sandbox/process.ts';
import { VERSION } from '../../src/version.ts';
import { plantExam } from '../canary/exam.ts';
import { leaksIn } from '../canary.ts';

/** The built command line, as a user runs it. */
const CLI = resolve(import.meta.dirname, '../../dist/cli.js');
const SUBMISSION = submissionFolder('keras3');
const MODEL = join(SUBMISSION, 'models/tabular/model.keras');

/** Of the hidden rows: as long as those of real exams, so that it is recognised wherever it turns up. */
const SEED = 'f1fef01d'.repeat(8);

let folder: string;
const inside = (...names: string[]) => join(folder, ...names);

function fivefold(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function gradeArgs(directory: string): string[] {
  return [
    'grade',
    directory,
    '--exam',
    inside('exam.yml'),
    '--hidden',
    folder,
    '--key-file',
    inside('key.txt'),
  ];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-cli-'));
  const { files, identity } = await plantExam(await drawPracticeExam({ secret: SEED }), SEED);
  for (const [path, content] of Object.entries({ ...files, 'key.txt': identity })) {
    await mkdir(dirname(inside(path)), { recursive: true });
    await writeFile(inside(path), content);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('fivefold grade', () => {
  it('grades a folder, shows a table and writes the scorecard', async () => {
    const { status, stdout } = fivefold(...gradeArgs(SUBMISSION), '--json', inside('card.json'));
    expect(status).toBe(0);
    for (const { title } of PRACTICE_TASKS) expect(stdout).toContain(title.slice(0, 20));
    const card = JSON.parse(await readFile(inside('card.json'), 'utf8'));
    expect(card).toMatchObject({ schema: 'fivefold/scorecard/1', maxPoints: 25 });
    expect(card.submission).toBeUndefined();
    expect(card.isolation).toEqual(await isolationHere());
  });

  it('[T-26] writes a page and a scorecard in which no row, label, key or seed stands', async () => {
    const args = ['--json', inside('told.json'), '--html', inside('told.html')];
    expect(fivefold(...gradeArgs(SUBMISSION), ...args).status).toBe(0);
    const [card, page] = await Promise.all(['told.json', 'told.html'].map((name) => readFile(inside(name))));
    expect(page?.toString()).toMatch(/<h1>(Not passed yet|Passed): \d+ of 25/);
    // Drawn from the public sample, which lies beside the exam.
    expect(page?.toString()).toContain('What was there, and what the model said');
    for (const file of [card, page]) expect(leaksIn(file ?? Buffer.of(), 'a file')).toEqual([]);
  });

  it('prints JSON and nothing else with --json -', () => {
    const { stdout } = fivefold(...gradeArgs(SUBMISSION), '--json', '-');
    expect(JSON.parse(stdout).tasks).toHaveLength(5);
  });

  it('ends with 1 when a model is at fault', async () => {
    await mkdir(inside('broken/models/tabular'), { recursive: true });
    await writeFile(inside('broken/models/tabular/model.keras'), 'PK\u0003\u0004 nothing');
    expect(fivefold(...gradeArgs(inside('broken'))).status).toBe(1);
  });

  it('ends with 3 when the key is at fault, and does not print it', async () => {
    const { stdout: recipient } = fivefold('keygen', '-o', inside('other.txt'));
    expect(recipient).toMatch(/^age1/);
    const args = gradeArgs(SUBMISSION).with(-1, inside('other.txt'));
    const { status, stdout, stderr } = fivefold(...args);
    expect(status).toBe(3);
    expect(stdout + stderr).not.toContain('AGE-SECRET-KEY');
  });

  it.each([
    ['a folder that is not there', () => gradeArgs(inside('nowhere'))],
    ['an exam that is not there', () => gradeArgs(SUBMISSION).with(3, inside('nowhere.yml'))],
    ['an option missing', () => gradeArgs(SUBMISSION).slice(0, -2)],
    ['an unknown command', () => ['marvel']],
  ])('ends with 2 for %s, and says so on stderr', (_what, args) => {
    const { status, stdout, stderr } = fivefold(...args());
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('fivefold keygen', () => {
  it('writes a key that only its owner can read, and never over another', async () => {
    expect(fivefold('keygen', '-o', inside('new.txt')).status).toBe(0);
    expect((await stat(inside('new.txt'))).mode & 0o777).toBe(0o600);
    expect(fivefold('keygen', '-o', inside('new.txt')).status).not.toBe(0);
  });

  it('mints a post-quantum key on request', () => {
    expect(fivefold('keygen', '--post-quantum', '-o', inside('pq.txt')).stdout).toMatch(/^age1pq1/);
  });
});

describe('fivefold pack', () => {
  it('encrypts what np.savez wrote, in a form that the grader opens', async () => {
    const { stdout: recipient } = fivefold('keygen', '-o', inside('pack.txt'));
    const { inputs, labels } = drawTask('tabular', PRACTICE_SEED, 'sample', 8);
    await writeFile(inside('data.npz'), writeNpz({ inputs, labels }));
    const args = [
      '--exam',
      'practice',
      '--task',
      'tabular',
      '--recipient',
      recipient.trim(),
      '-o',
      inside('t.age'),
    ];
    const { status, stdout: sha256 } = fivefold('pack', inside('data.npz'), ...args);
    expect(status).toBe(0);

    const { exam } = parseExam(await readFile(inside('exam.yml')));
    const [task] = exam.tasks;
    if (!task) throw new Error('the exam has no task');
    const opened = await openHiddenSet(await readFile(inside('t.age')), {
      identity: await readFile(inside('pack.txt'), 'utf8'),
      exam,
      task: { ...task, hidden: { path: 't.age', sha256: sha256.trim() } },
    });
    expect(opened.inputs).toEqual(inputs);
  });
});

describe('fivefold pack refuses, with 2 and a reason,', () => {
  const RECIPIENT = 'age1nw7j8xnka78sxvjdnwvyxfkwzrlvdy5hxgqy7dtjz0557p5n43yqjrpm00';
  const array = (...shape: number[]) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    return { dtype: 'float32', shape, data: new Float32Array(size) } as const;
  };
  const inputs = array(3, 6);

  it.each([
    ['fewer labels than rows', { inputs, labels: array(2, 1) }, [], /not one label for each row/],
    ['no rows', { inputs: array(0, 6), labels: array(0, 1) }, [], /not one label for each row/],
    ['no labels', { inputs }, [], /no array named `labels`/],
    ['an id that no exam can have', { inputs, labels: array(3) }, ['--exam', 'Spring 2027'], /lower-case/],
    ['a recipient that is none', { inputs, labels: array(3) }, ['-r', 'age1x'], /begins with age1/],
  ])('%s', async (_what, arrays, changed, reason) => {
    await writeFile(inside('refused.npz'), writeNpz(arrays));
    const args = ['--exam', 'practice', '--task', 'tabular', '-r', RECIPIENT, '-o', inside('refused.age')];
    const { status, stdout, stderr } = fivefold('pack', inside('refused.npz'), ...args, ...changed);
    expect(stderr).toMatch(reason);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('fivefold grade with a key file', () => {
  it('takes the identity that fits, among others, comments, blank lines and foreign line ends', async () => {
    fivefold('keygen', '-o', inside('unused.txt'));
    const [unused, key] = await Promise.all(
      ['unused.txt', 'key.txt'].map((name) => readFile(inside(name), 'utf8')),
    );
    await writeFile(inside('keys.txt'), `# old\r\n${unused}\r\n\r\n  # new\r\n  ${key}\r\n`);
    const copy = inside('one/models/tabular/model.keras');
    await mkdir(dirname(copy), { recursive: true });
    await writeFile(copy, await readFile(MODEL));
    const args = gradeArgs(inside('one')).with(-1, inside('keys.txt'));
    const { stdout } = fivefold(...args, '--json', '-');
    expect(JSON.parse(stdout).tasks[0]).toMatchObject({ task: 'tabular', kind: 'scored' });
  });
});

describe('fivefold predict', () => {
  it('writes what the model predicts', async () => {
    const inputs = { dtype: 'float32', shape: [2, 6], data: new Float32Array(12) } as const;
    await writeFile(inside('x.npy'), writeNpy(inputs));
    expect(fivefold('predict', MODEL, '--input', inside('x.npy'), '--output', inside('y.npy')).status).toBe(
      0,
    );
    expect(readNpy(await readFile(inside('y.npy')))).toMatchObject({ dtype: '<f4', shape: [2, 1] });
  });

  it('ends with 2 when the engine that it is asked for is not installed', async () => {
    const args = ['--input', inside('x.npy'), '--output', inside('y.npy'), '--engine', 'native'];
    const env = { ...process.env, FIVEFOLD_TFJS_NODE: inside('missing') };
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'predict', MODEL, ...args], {
      encoding: 'utf8',
      env,
    });
    expect(status).toBe(2);
    expect(stderr).toContain('engine');
    expect(stderr).toContain(inside('missing'));
  });

  it('ends with 2 when the input is no array', async () => {
    const args = ['--input', CLI, '--output', inside('y.npy')];
    expect(fivefold('predict', MODEL, ...args)).toMatchObject({ status: 2 });
  });
});

describe('fivefold inspect', () => {
  it('shows format, layers, parameters and shapes', () => {
    const { status, stdout } = fivefold('inspect', MODEL);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Keras 3\.[\d.]+ archive/);
    expect(stdout).toContain('(6,)');
  });

  it('prints JSON for programs', () => {
    expect(JSON.parse(fivefold('inspect', MODEL, '--json').stdout)).toMatchObject({
      inputs: [{ shape: [6] }],
    });
  });
});

it('knows its version', async () => {
  const manifest = JSON.parse(await readFile(resolve(CLI, '../../package.json'), 'utf8'));
  expect(manifest.version).toBe(VERSION);
  expect(fivefold('--version').stdout.trim()).toBe(VERSION);
});
