import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import {
  type DataFile,
  hasTask,
  openSource,
  type PackedTask,
  packTask,
  type Source,
  type SourceOptions,
  withTask,
} from '../dataset/index.ts';
import { FivefoldError } from '../domain/errors.ts';
import type { Task } from '../domain/exam.ts';
import { parseExam } from '../exam/index.ts';
import { writeNpz } from '../formats/npz.ts';
import { packHiddenSet, readSample } from '../hidden/index.ts';
import { readInput, writeOutput } from './files.ts';
import { idFrom } from './init.ts';
import { printable } from './output.ts';
import { isExamPath, type PackOptions } from './pack-options.ts';
import { secretFor } from './pack-seed.ts';
import { assertFresh, writePackage } from './pack-write.ts';
import { startSpinner } from './spinner.ts';

const UNPINNED = '0'.repeat(64);

/**
 * Make a task of an instructor's data: training files, public sample, encrypted hidden set, and its place in `exam.yml`.
 *
 * @param extra more files for candidates, below `tasks/<task>/`
 */
export async function packSource(
  path: string,
  options: PackOptions,
  extra: readonly DataFile[] = [],
): Promise<void> {
  assertExamPath(options);
  const root = dirname(options.exam);
  await assertFresh(path, root, options);
  const before = await readExam(options.exam);
  const known = hasTask(before, options.task) ? taskOf(before, options.task) : undefined;
  const source = await reading(path, () => openSource(path, sourceOptions(options, known)));
  const { secret, file: seedFile } = await secretFor(options);
  const [train = 0, sample = 0, hidden = 0] = options.split;
  const packed = packTask(source, {
    id: options.task,
    title: options.title ?? options.task,
    shares: { train, sample, hidden },
    secret,
  });
  const { yaml, encrypted } = await enter(before, packed, options);
  const large = await writePackage(
    root,
    options.task,
    { ...packed, files: [...packed.files, ...extra] },
    encrypted,
  );
  await writeOutput(options.exam, yaml);
  console.log(summary(source, packed, { options, known, seedFile }));
  for (const file of large) {
    console.log(`${printable(file)}  has more than 100 MiB, which GitHub refuses: make it a release asset`);
  }
}

/** The exam with the task in it, and the encrypted set that it pins. What no grading would accept is refused before. */
async function enter(before: string, { parts, proposal }: PackedTask, options: PackOptions) {
  const location = `hidden-tests/${options.task}.npz.age`;
  const { exam } = parseYaml(withTask(before, proposal, { path: location, sha256: UNPINNED }));
  const task = exam.tasks.find(({ id }) => id === options.task);
  const { inputs, labels } = parts.hidden;
  if (task) readSample(writeNpz({ inputs, labels }), task);
  const recipients = options.recipient;
  const { bytes, sha256 } = await packHiddenSet(parts.hidden, {
    examId: exam.id,
    taskId: options.task,
    recipients,
  });
  return { yaml: withTask(before, proposal, { path: location, sha256 }), encrypted: bytes };
}

/** A contract that the exam has already fixes what can be chosen. */
function sourceOptions(options: PackOptions, known: Task | undefined): SourceOptions {
  const { kind, text, time, drop = [], target: targets = [] } = options;
  const { window, horizon, shape } = options;
  const [steps] = known?.input.shape ?? [];
  const isSeries = kind === 'series';
  return {
    kind,
    targets,
    text,
    time,
    drop,
    window: window ?? (isSeries ? (steps ?? undefined) : undefined),
    horizon: horizon ?? (isSeries ? known?.output.shape[0] : undefined),
    shape: shape ?? known?.input.shape,
  };
}

async function readExam(path: string): Promise<string> {
  if (await stat(path).catch(() => undefined)) return new TextDecoder().decode(await readInput(path));
  const name = basename(dirname(resolve(path)));
  return `version: 1\nid: ${idFrom(name)}\ntitle: ${JSON.stringify(name)}\ntasks: []\n`;
}

function taskOf(yaml: string, id: string): Task | undefined {
  return parseYaml(yaml).exam.tasks.find((task) => task.id === id);
}

function parseYaml(yaml: string) {
  return parseExam(new TextEncoder().encode(yaml));
}

async function reading<T>(path: string, work: () => Promise<T>): Promise<T> {
  const spinner = startSpinner(`reading ${printable(path)}`);
  return work().finally(() => spinner.stop());
}

function assertExamPath({ exam, output }: PackOptions): void {
  if (isExamPath(exam) && output === undefined) return;
  throw new FivefoldError({
    code: 'file/unwritable',
    message: 'A task is written into an exam, and its hidden set beside it.',
    hint: 'Name the exam.yml with --exam, and leave --output out.',
  });
}

function summary(
  { kind, summary: found }: Source,
  { parts, proposal }: PackedTask,
  { options, known, seedFile }: { options: PackOptions; known: Task | undefined; seedFile: string },
): string {
  const rows = (part: keyof typeof parts) => parts[part].inputs.shape[0] ?? 0;
  const { task, exam } = options;
  return [
    `read as ${kind}: ${found}`,
    `tasks/${task}/  ${rows('train')} rows to train on, as they came and in train.npz; ${rows('sample')} in sample.npz`,
    `hidden-tests/${task}.npz.age  ${rows('hidden')} rows`,
    known
      ? `${exam}  the task keeps its contract, metric and thresholds; the new hidden set is pinned`
      : `${exam}  the task is new; its thresholds are ${proposal.provenance}`,
    `${seedFile}  the secret that decided which rows are hidden: keep it out of the repository`,
  ]
    .map(printable)
    .join('\n');
}
