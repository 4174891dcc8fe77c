import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { drawTask, examYaml, PRACTICE_SEED, PRACTICE_TASKS } from '../../src/generate/index.ts';

/** The command line as a candidate uses it: in a fork of an exam, offline, without a key. */
const CLI = resolve(import.meta.dirname, '../../src/cli.ts');
const MODEL = 'models/tabular/model.keras';

let folder: string;

function fivefold(args: readonly string[], cwd = folder) {
  const options = ['--disable-warning=ExperimentalWarning', CLI, 'check', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, options, { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

async function write(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-check-'));
  const location = { path: 'hidden-tests/x.npz.age', sha256: '0'.repeat(64) };
  const hidden = {
    tabular: location,
    glyphs: location,
    scenes: location,
    phrases: location,
    sensors: location,
  };
  const exam = {
    id: 'practice',
    title: 'Practice',
    seed: PRACTICE_SEED,
    passPercent: 90,
    feedback: 'score',
    hidden,
  } as const;
  await write('exam.yml', examYaml(exam));
  const { inputs, labels } = drawTask('tabular', PRACTICE_SEED, 'sample', 60);
  await write('tasks/tabular/sample.npz', writeNpz({ inputs, labels }));
  await write(MODEL, (await readSubmission('keras3'))[MODEL] ?? '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('fivefold check', () => {
  it('checks the folder that it is started in, in words that are no grade', () => {
    const { status, stdout, stderr } = fivefold([]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Checked on public data: 1 of 5 models run');
    expect(stdout).toContain('This is not a grade.');
    expect(stdout).toMatch(/R² [\d.]+ on 60 public rows/);
    expect(stdout).not.toContain('\u001b');
  });

  it('prints JSON and nothing else with --json', () => {
    const { stdout } = fivefold(['--json']);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ schema: 'fivefold/check/1', exam: { id: 'practice' } });
    expect(result.tasks).toMatchObject([
      { task: 'tabular', kind: 'runs', sample: { rows: 60 }, findings: [] },
      ...PRACTICE_TASKS.slice(1).map(({ id }) => ({ task: id, kind: 'missing' })),
    ]);
  });

  it('takes a submission from one folder and the exam from another, and compares with rows of training', async () => {
    const { inputs, labels } = drawTask('tabular', PRACTICE_SEED, 'train', 60);
    await write('elsewhere/tasks/tabular/train.npz', writeNpz({ inputs, labels }));
    await write(`elsewhere/${MODEL}`, (await readSubmission('keras3'))[MODEL] ?? '');
    const { status, stdout } = fivefold(['elsewhere', '--exam', 'exam.yml', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).tasks[0]).toMatchObject({ kind: 'runs', sample: { rows: 60 }, findings: [] });
  });

  it('ends with 1 when a model does not run', async () => {
    await write(`broken/${MODEL}`, 'PK\u0003\u0004 nothing');
    const { status, stdout } = fivefold(['broken', '--exam', 'exam.yml']);
    expect(status).toBe(1);
    expect(stdout).toContain('0 of 5 models run');
  });

  it('ends with 3 when the exam’s sample is no sample', async () => {
    await write('tasks/tabular/sample.npz', 'not an npz');
    const { status, stdout } = fivefold(['--json']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout).tasks[0]).toMatchObject({
      kind: 'failed',
      problem: { code: 'sample/unusable' },
    });
  });

  it.each([
    ['a folder that is not there', ['nowhere']],
    ['a folder without an exam', ['models']],
    ['an unknown option', ['--grade']],
  ])('ends with 2 for %s, and says so on stderr', (_what, args) => {
    const { status, stdout, stderr } = fivefold(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });
});
