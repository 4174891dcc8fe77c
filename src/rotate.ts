/**
 * New keys, or new rows, for an exam that is under way: the sibling of `init.ts` that changes what is secret and leaves everything
 * else as it is. Whoever grades afterwards sees other hashes in `exam.yml`, and grades anew.
 */
import { isNode, parseDocument } from 'yaml';
import { FivefoldError } from './domain/errors.ts';
import type { Exam, Task } from './domain/exam.ts';
import { parseExam } from './exam/index.ts';
import { PRACTICE_TASKS, type PracticeTask } from './generate/index.ts';
import { drawSets } from './generate/sets.ts';
import { openHiddenSet, type PackedSet, packHiddenSet, rewrapHiddenSet } from './hidden/index.ts';

export interface Rotation {
  /** The bytes of `exam.yml`. */
  readonly exam: Uint8Array;
  /** The identities that open the sets as they are. */
  readonly identity: string;
  /** Whose identity is to open them. */
  readonly recipient: string;
  /** The encrypted set of a task, as it is. */
  readonly read: (task: Task) => Promise<Uint8Array>;
  /** Draw other rows from this secret, where the rows are of our own making. */
  readonly secret?: string;
}

export interface RotatedSet extends PackedSet {
  readonly task: Task;
  /** Other rows than before; otherwise the same ones under another key. */
  readonly isRedrawn: boolean;
}

export interface Rotated {
  /** The new text of `exam.yml`: other hashes, and otherwise the same bytes. */
  readonly exam: string;
  readonly sets: readonly RotatedSet[];
}

/**
 * Encrypt every hidden set anew, for another key. All are opened and checked before anything comes back, so that half a rotation
 * cannot be.
 *
 * @throws {FivefoldError} `exam/*`; `hidden/*` a set that the old key does not open, or that is not the one that is pinned;
 *   `file/malformed` there is nothing to redraw from
 */
export async function rotateExam({ exam: bytes, secret, ...rotation }: Rotation): Promise<Rotated> {
  const text = new TextDecoder().decode(bytes);
  const { exam } = parseExam(bytes);
  const seed = secret === undefined ? undefined : publicSeedIn(text);
  const sets: RotatedSet[] = [];
  for (const task of exam.tasks) {
    const drawing = secret !== undefined && seed !== undefined ? { secret, seed } : undefined;
    sets.push(await rotateTask(exam, task, { ...rotation, ...(drawing && { drawing }) }));
  }
  return { exam: withHashes(text, sets), sets };
}

interface Drawing {
  readonly secret: string;
  readonly seed: string;
}

async function rotateTask(
  exam: Exam,
  task: Task,
  { identity, recipient, read, drawing }: Omit<Rotation, 'exam' | 'secret'> & { readonly drawing?: Drawing },
): Promise<RotatedSet> {
  const encrypted = await read(task);
  const recipients = [recipient];
  const { inputs } = await openHiddenSet(encrypted, { identity, exam, task });
  const practice = drawing && practiceTask(task, inputs.shape[0]);
  if (!practice) {
    const packed = await rewrapHiddenSet(encrypted, { identity, recipients });
    return { ...packed, task, isRedrawn: false };
  }
  const { hidden } = drawSets(practice, drawing.seed, drawing.secret);
  const packed = await packHiddenSet(hidden, { examId: exam.id, taskId: task.id, recipients });
  return { ...packed, task, isRedrawn: true };
}

/** A task as `init` draws it. With as many rows as somebody else's own data happen to have, it would be a coincidence. */
function practiceTask({ id }: Task, rows: number | undefined): PracticeTask | undefined {
  return PRACTICE_TASKS.find((known) => known.id === id && known.hiddenRows === rows);
}

/** As `init` writes it at the head of the file. */
function publicSeedIn(text: string): string {
  const [, seed] = /^# .*\bpublic seed "([^"]+)"/m.exec(text) ?? [];
  if (seed !== undefined) return seed;
  throw new FivefoldError({
    code: 'file/malformed',
    message: 'exam.yml names no public seed, so that there is nothing to draw other rows from.',
    hint: 'Only exams of `fivefold init` can be redrawn. With data of your own, pack other rows (docs/own-data.md).',
    where: 'exam.yml',
  });
}

/** In place, from the end, so that no replacement moves another. */
function withHashes(text: string, sets: readonly RotatedSet[]): string {
  const document = parseDocument(text);
  const places = sets.flatMap(({ sha256 }, i) => {
    const node = document.getIn(['tasks', i, 'hidden', 'sha256'], true);
    return isNode(node) && node.range ? [{ from: node.range[0], to: node.range[1], sha256 }] : [];
  });
  return places.reduceRight(
    (edited, { from, to, sha256 }) => edited.slice(0, from) + sha256 + edited.slice(to),
    text,
  );
}
