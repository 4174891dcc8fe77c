import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Feedback } from '../../src/domain/exam.ts';
import {
  drawTask,
  examYaml,
  PRACTICE_SEED,
  PRACTICE_TASKS,
  type PracticeTask,
} from '../../src/generate/index.ts';
import { mintIdentity, packHiddenSet } from '../../src/hidden/index.ts';

const TEMPLATE = resolve(import.meta.dirname, '../../template');

/** An exam repository as an instructor would make it, and the key that stays with the instructor. */
export interface PracticeExam {
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly identity: string;
}

export interface PracticeOptions {
  readonly feedback?: Feedback;
  /** Decides the hidden rows. Fresh unless a test needs the same exam twice. */
  readonly secret?: string;
}

/** Mint a key, draw five hidden sets nobody has seen, encrypt them, and write `exam.yml`. */
export async function drawPracticeExam(options: PracticeOptions = {}): Promise<PracticeExam> {
  const { feedback = 'score', secret = randomBytes(32).toString('hex') } = options;
  const { identity, recipient } = await mintIdentity();
  const id = 'practice';
  const sets = await Promise.all(PRACTICE_TASKS.map((task) => packTask(task, id, secret, recipient)));
  const hidden = Object.fromEntries(sets.map(({ task, path, sha256 }) => [task, { path, sha256 }]));
  const exam = examYaml({
    id,
    title: 'Practice exam',
    seed: PRACTICE_SEED,
    passPercent: 90,
    feedback,
    hidden: hidden as Parameters<typeof examYaml>[0]['hidden'],
  });
  const encrypted = Object.fromEntries(sets.map(({ path, bytes }) => [path, bytes]));
  const readme = await readFile(resolve(TEMPLATE, 'README.md'), 'utf8');
  return { files: { 'README.md': readme, 'exam.yml': exam, ...encrypted }, identity };
}

async function packTask(task: PracticeTask, examId: string, secret: string, recipient: string) {
  const set = drawTask(task.id, PRACTICE_SEED, 'hidden', task.hiddenRows, secret);
  const packed = await packHiddenSet(set, { examId, taskId: task.id, recipients: [recipient] });
  return { task: task.id, path: `hidden-tests/${task.id}.npz.age`, ...packed };
}
