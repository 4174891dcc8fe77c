import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Finding, TrainedFile } from '../calibrate/index.ts';
import { RUNGS, writeThresholds } from '../calibrate/index.ts';
import { calibrate } from '../calibrate.ts';
import { FivefoldError } from '../domain/errors.ts';
import type { Exam, Task } from '../domain/exam.ts';
import type { HiddenSet } from '../domain/hidden.ts';
import { parseExam } from '../exam/index.ts';
import { readVocabulary } from '../exam/vocabulary.ts';
import { drawTask, PRACTICE_TASKS } from '../generate/index.ts';
import { TRAINING_ROWS } from '../generate/raw/index.ts';
import { openHiddenSet, readHiddenFolder } from '../hidden/index.ts';
import { openSample, publicFolder } from '../sample.ts';
import { withTokens } from '../texts.ts';
import { readInput, writeOutput } from './files.ts';
import { timeLeft } from './progress.ts';

/** Enough trainings to see how much one owes to its seed. */
const SEEDS = 5;

interface Options {
  readonly keyFile: string;
  readonly python: string;
  readonly task?: readonly string[];
  readonly seeds: number;
  readonly practiceSeed?: string;
  readonly keep?: string;
}

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('Train reference models, grade them on the hidden sets, and write thresholds into exam.yml.')
    .argument('<exam-dir>', 'the exam repository: exam.yml, hidden-tests/ and tasks/<task>/train.npz')
    .requiredOption('--key-file <file>', 'the age identity that opens the hidden sets')
    .option('--python <command>', 'a Python with Keras 3, TensorFlow and NumPy', 'python3')
    .option('--task <ids...>', 'only these tasks')
    .option('--seeds <count>', 'trainings of every reference model', count, SEEDS)
    .option('--practice-seed <seed>', 'draw the training rows of a practice exam from its public seed')
    .option('--keep <dir>', 'keep the trained files here, by task')
    .action(calibrateFolder);
}

async function calibrateFolder(directory: string, options: Options): Promise<void> {
  const file = join(directory, 'exam.yml');
  const bytes = await readInput(file);
  const { exam } = parseExam(bytes);
  const identity = new TextDecoder().decode(await readInput(options.keyFile));
  const findings = new Map<string, Finding>();
  const tasks = chosen(exam, options.task);
  const left = countdown(tasks.length * trainingsOf(options.seeds));
  for (const task of tasks) {
    console.log(task.title);
    const hidden = await openHiddenSet(await readHiddenFolder(directory, task), { identity, exam, task });
    const finding = await withFolder(task, options.keep, (folder) =>
      calibrateTask(directory, task, hidden, { ...options, left }, folder),
    );
    console.log(
      `  thresholds  ${Object.entries(finding.thresholds)
        .map((t) => t.join(': '))
        .join('  ')}`,
    );
    findings.set(task.id, finding);
  }
  await writeOutput(file, writeThresholds(new TextDecoder().decode(bytes), findings));
}

async function calibrateTask(
  directory: string,
  task: Task,
  hidden: HiddenSet,
  { practiceSeed, python, seeds, left }: Options & { readonly left: () => string },
  folder: string,
): Promise<Finding> {
  const openVocabulary = (path: string) => readVocabulary(directory, path);
  const vocabulary = task.input.text && (await openVocabulary(task.input.text.vocabulary));
  return calibrate({
    task,
    rows: await trainingRows(directory, task, practiceSeed),
    hidden: await withTokens(hidden, task, openVocabulary),
    ...(vocabulary && { vocabulary }),
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    python,
    folder,
    progress: ({ rung, seed }: TrainedFile, value) =>
      console.log(`  ${rung.padEnd(8)} ${seed}  ${task.metric.name} ${value.toFixed(4)}${left()}`),
  });
}

/** Each rung is trained once for each seed, but for the naive one, which does not learn. */
function trainingsOf(seeds: number): number {
  return (RUNGS.length - 1) * seeds + 1;
}

/** How long all of it may still take, as trainings end one by one. */
function countdown(trainings: number): () => string {
  const started = performance.now();
  let finished = 0;
  return () => {
    finished += 1;
    return timeLeft(performance.now() - started, finished, trainings)
      .map((text) => `  (${text})`)
      .join('');
  };
}

async function trainingRows(directory: string, task: Task, practiceSeed?: string): Promise<HiddenSet> {
  const practice = PRACTICE_TASKS.find(({ id }) => id === task.id);
  if (practiceSeed !== undefined && practice) {
    return drawTask(practice.id, practiceSeed, 'train', TRAINING_ROWS[practice.id]);
  }
  const rows = await openSample(publicFolder(directory), task, 'train.npz');
  if (rows) return rows;
  const path = `tasks/${task.id}/train.npz`;
  throw new FivefoldError({
    code: 'calibrate/no-training-rows',
    message: `There are no rows to train the reference models of '${task.id}' on: ${path} is missing.`,
    hint: 'Write it with np.savez(…, inputs=…, labels=…) or `fivefold pack`; for a practice exam, give --practice-seed.',
    where: path,
  });
}

async function withFolder<T>(
  task: Task,
  keep: string | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = keep ? join(keep, task.id) : await mkdtemp(join(tmpdir(), 'fivefold-ladder-'));
  await mkdir(folder, { recursive: true });
  try {
    return await work(folder);
  } finally {
    if (!keep) await rm(folder, { recursive: true });
  }
}

function chosen({ tasks }: Exam, ids: readonly string[] | undefined): readonly Task[] {
  const unknown = ids?.find((id) => !tasks.some((task) => task.id === id));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no task '${unknown}' in exam.yml.`);
  return ids ? tasks.filter(({ id }) => ids.includes(id)) : tasks;
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 2) return value;
  throw new InvalidArgumentError('It takes a whole number from 2 on: one training has no spread.');
}
