import { createHash } from 'node:crypto';
import type { Exam } from './domain/exam.ts';
import { writeNpz } from './formats/npz.ts';
import {
  examYaml,
  PRACTICE_TASKS,
  type PracticeTask,
  type PracticeTaskId,
  phraseVocabulary,
} from './generate/index.ts';
import { classNames, type Files, trainingFiles } from './generate/raw/index.ts';
import { drawSets } from './generate/sets.ts';
import { type Facts, statementFacts, taskTable } from './generate/statement.ts';
import { compact } from './hidden/compact.ts';
import { type KeyPair, mintIdentity, packHiddenSet } from './hidden/index.ts';
import { KEYS_FILE, mintSigningKey, readSigningKey, withKey } from './proof/index.ts';
import { instantiateTemplate } from './template.ts';

/** Share of the weighted total that passes, in percent, as in the official exam. */
export const PASS_PERCENT = 90;

export interface DrawOptions extends Pick<Exam, 'id' | 'title' | 'time' | 'attempts'> {
  /** Decides the hidden rows. At least 128 bits of entropy in an exam that counts. */
  readonly secret: string;
  /** The public seed. Follows from the secret by a hash, which does not lead back, unless a rehearsal needs a certain one. */
  readonly seed?: string;
  readonly feedback?: Exam['feedback'];
  /** Only what grading needs, not what candidates train on: for rehearsals in which nobody trains. */
  readonly withoutTraining?: boolean;
  /** Called when a part begins that takes seconds, with what it is. */
  readonly progress?: (part: string) => void;
}

/** An exam repository, and the keys that stay with the instructor. */
export interface DrawnExam extends KeyPair {
  /** Signs scores: a private JWK. Its public half is in the repository. */
  readonly signingKey: string;
  /** By path from the root, with `/` between names. */
  readonly files: Files;
}

/**
 * Draw a complete exam: what candidates fork, with training data, public samples and hidden sets that nobody has seen. Equal options
 * give equal bytes, but for the keys, the encrypted sets and their hashes in `exam.yml`: age draws a fresh file key each time.
 */
export async function drawExam(options: DrawOptions): Promise<DrawnExam> {
  const { id, title, time, attempts, secret, feedback = 'score', progress } = options;
  const seed = options.seed ?? publicSeed(secret);
  const key = await mintIdentity();
  const drawn: DrawnTask[] = [];
  for (const task of PRACTICE_TASKS) {
    progress?.(task.title);
    drawn.push(await drawTaskFiles(task, { ...options, seed, recipient: key.recipient }));
  }
  const hidden = Object.fromEntries(drawn.map(({ task, path, sha256 }) => [task, { path, sha256 }]));
  const exam = examYaml({
    id,
    title,
    seed,
    passPercent: PASS_PERCENT,
    feedback,
    ...(time && { time }),
    ...(attempts && { attempts }),
    hidden: hidden as Record<PracticeTaskId, { path: string; sha256: string }>,
  });
  const texts = await instantiateTemplate(factsOf(title, seed));
  const signingKey = mintSigningKey();
  const keys = utf8(withKey(undefined, await readSigningKey(signingKey)));
  const own = [['exam.yml', utf8(exam)] as const, [KEYS_FILE, keys] as const];
  return { ...key, signingKey, files: new Map([...texts, ...own, ...drawn.flatMap(({ files }) => files)]) };
}

/** Who knows what an exam publishes cannot draw its hidden rows. */
function publicSeed(secret: string): string {
  const names = JSON.stringify(['fivefold/public-seed/1', secret]);
  return createHash('sha256').update(names).digest('hex').slice(0, 16);
}

interface DrawnTask {
  readonly task: PracticeTaskId;
  /** Where the encrypted hidden set lies. */
  readonly path: string;
  readonly sha256: string;
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
}

async function drawTaskFiles(
  task: PracticeTask,
  { id, secret, seed, recipient, withoutTraining }: DrawOptions & { seed: string; recipient: string },
): Promise<DrawnTask> {
  const { sample, hidden } = drawSets(task, seed, secret);
  const packed = await packHiddenSet(hidden, { examId: id, taskId: task.id, recipients: [recipient] });
  const path = `hidden-tests/${task.id}.npz.age`;
  const folder = `tasks/${task.id}`;
  const npz = writeNpz({ inputs: compact(sample.inputs), labels: compact(sample.labels) });
  const training = withoutTraining ? [] : [...trainingFiles(task.id, seed)];
  const files = [
    [path, packed.bytes],
    [`${folder}/sample.npz`, npz],
    ...training.map(([name, bytes]) => [`${folder}/data/${name}`, bytes] as const),
    ...keys(task, seed).map(([name, bytes]) => [`${folder}/${name}`, bytes] as const),
  ] as const;
  return { task: task.id, path, sha256: packed.sha256, files };
}

/** What numbers stand for, for programs: a name a line, line n for number n. */
function keys({ id }: PracticeTask, seed: string): readonly (readonly [string, Uint8Array])[] {
  const names = classNames(id, seed);
  const classes = names.length > 0 ? [['classes.txt', utf8(names.join('\n'))] as const] : [];
  const words =
    id === 'phrases' ? [['vocabulary.txt', utf8(phraseVocabulary(seed).join('\n'))] as const] : [];
  return [...classes, ...words];
}

function factsOf(title: string, seed: string): (path: string, name: string) => string | undefined {
  const exam: Facts = { exam: title, tasks: taskTable(), 'pass-percent': String(PASS_PERCENT) };
  const facts = new Map(PRACTICE_TASKS.map((task) => [`tasks/${task.id}/`, statementFacts(task, seed)]));
  return (path, name) => exam[name] ?? facts.get(path.replace(/[^/]*$/, ''))?.[name];
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
