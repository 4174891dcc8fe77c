import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Scorecard } from '../src/domain/scorecard.ts';
import type { SubmissionRef } from '../src/domain/submission.ts';
import { readNpz } from '../src/formats/npz.ts';
import { gradeCommit } from '../src/grade.ts';
import { mintIdentity, packHiddenSet } from '../src/hidden/index.ts';
import { client, freshName, useGitHub } from './github/world.ts';

/** An exam whose three tasks give the same texts, and a submission that reads them in three ways: all by real Keras. */
const CLI = resolve(import.meta.dirname, '../src/cli.ts');
const fixture = (name: string) => readFile(resolve(import.meta.dirname, 'fixtures/text', name));
const TASKS = ['texts', 'exam-tokens', 'own-tokens'];

const github = useGitHub();
const { identity, recipient } = await mintIdentity();
const exam = await drawExam();
const submission = {
  'submission.yml':
    'version: 1\nmodels: {}\ntokenizers: { own-tokens: { padding: post, truncating: post } }\n',
  'models/texts/model.keras': await fixture('model.keras'),
  'models/exam-tokens/model.keras': await fixture('exam-tokens.keras'),
  'models/own-tokens/model.h5': await fixture('own-tokens.h5'),
  'models/own-tokens/tokenizer.json': await fixture('tokenizer.json'),
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-texts-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function drawExam(): Promise<Record<string, string | Uint8Array>> {
  const { inputs, labels } = Object.fromEntries(readNpz(new Uint8Array(await fixture('hidden.npz'))));
  if (!inputs || !labels) throw new Error('hidden.npz is not whole');
  const set = { inputs: { ...inputs, shape: inputs.shape.slice(0, 1) }, labels };
  const pack = async (taskId: string) => {
    const packed = await packHiddenSet(set, { examId: 'spring', taskId, recipients: [recipient] });
    return [taskId, packed] as const;
  };
  const sets = await Promise.all(TASKS.map(pack));
  const tasks = sets.map(
    ([id, { sha256 }]) => `
  - id: ${id}
    title: ${id}
    input: { shape: [10], dtype: int32, text: { vocabulary: tasks/vocabulary.txt } }
    output: { shape: [1], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.55, 3: 0.7, 4: 0.8, 5: 0.9 }
    hidden: { path: hidden-tests/${id}.npz.age, sha256: "${sha256}" }`,
  );
  return {
    'exam.yml': `version: 1\nid: spring\ntitle: Spring\nfeedback: full\ntasks:${tasks.join('')}\n`,
    'tasks/vocabulary.txt': await fixture('vocabulary.txt'),
    ...Object.fromEntries(sets.map(([id, { bytes }]) => [`hidden-tests/${id}.npz.age`, bytes])),
  };
}

async function write(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = join(folder, name);
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  return root;
}

async function gradedByCommand(files: Readonly<Record<string, string | Uint8Array>>): Promise<Scorecard> {
  const root = await write('exam', files);
  const candidate = await write('candidate', submission);
  const key = join(await write('key', { 'identity.txt': identity }), 'identity.txt');
  const args = ['grade', candidate, '--exam', join(root, 'exam.yml'), '--hidden', root, '--key-file', key];
  const { stdout } = spawnSync(process.execPath, [CLI, ...args, '--json', '-'], { encoding: 'utf8' });
  return JSON.parse(stdout) as Scorecard;
}

async function gradedByCommit(files: Readonly<Record<string, string | Uint8Array>>): Promise<Scorecard> {
  const name = freshName();
  const sha = await github().createRepository(`academy/${name}`, files);
  const fork = await github().fork(`academy/${name}`, 'ada');
  const head = await github().push(fork, 'mine', submission);
  const base = { repository: { owner: 'academy', name }, sha };
  const ref: SubmissionRef = {
    event: 'pull_request_target',
    base,
    head: { repository: { owner: 'ada', name }, sha: head },
    candidate: 'ada',
    submittedAt: '2026-11-01T00:00:00Z',
  };
  return gradeCommit(client(github()), { ref, exam: base, examPath: 'exam.yml', identity });
}

it.each([
  ['on the command line', gradedByCommand],
  ['from a pull request', gradedByCommit],
])('texts are given in three ways, each to its score, %s', async (_where, graded) => {
  const { tasks } = await graded(exam);
  expect(tasks).toMatchObject(
    TASKS.map((read) => ({ task: read, kind: 'scored', score: 5, value: 0.94, facts: { read } })),
  );
});

it.each([
  ['on the command line', gradedByCommand],
  ['from a pull request', gradedByCommit],
])('a vocabulary that cannot be used is nobody’s fault but the instructor’s, %s', async (_where, graded) => {
  const { tasks, verdict } = await graded({ ...exam, 'tasks/vocabulary.txt': 'the\nsoup\n' });
  expect(verdict).toBe('undecided');
  expect(tasks).toMatchObject(
    TASKS.map(() => ({ kind: 'failed', score: null, problem: { code: 'exam/vocabulary-invalid' } })),
  );
});
