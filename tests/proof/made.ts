import type { Exam, Task } from '../../src/domain/exam.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import {
  type Circumstances,
  type Expected,
  mintSigningKey,
  type Proof,
  prove,
  readKeys,
  readSigningKey,
  type Verified,
  verifyText,
  withKey,
} from '../../src/proof/index.ts';
import { buildScorecard } from '../../src/score/index.ts';

/** An exam of two tasks, graded for `ada`, and everything that is needed to sign it and to check what was signed. */

function task(id: string, digit: string): Task {
  return {
    id,
    title: `Task ${id}`,
    weight: 1,
    input: { shape: [2], dtype: 'float32' },
    output: { shape: [3], kind: 'classes' },
    metric: { name: 'accuracy' },
    thresholds: { 2: 0.5, 3: 0.6, 4: 0.7, 5: 0.8 },
    hidden: { path: `hidden-tests/${id}.npz.age`, sha256: digit.repeat(64) },
  };
}

export const EXAM: Exam = {
  version: 1,
  id: 'spring-2027',
  title: 'Deep learning, spring 2027',
  passPercent: 90,
  feedback: 'score',
  tasks: [task('glyphs', 'a'), task('sensors', 'b')],
};
export const EXAM_SHA256 = 'e'.repeat(64);

export const SUBMISSION: SubmissionRef = {
  event: 'pull_request_target',
  base: { repository: { owner: 'school', name: 'exam' }, sha: 'b'.repeat(40) },
  head: { repository: { owner: 'ada', name: 'exam' }, sha: 'a'.repeat(40) },
  pullRequest: { number: 7 },
  candidate: 'ada',
  submittedAt: '2026-11-23T09:30:00Z',
};

const FACTS = { format: 'Keras 3.15.1 archive', parameters: 1_000, layers: 3 };

export interface Grading {
  readonly exam?: Exam;
  readonly submission?: SubmissionRef;
  /** Accuracy in each task. */
  readonly values?: readonly [number, number];
}

export function cardOf({
  exam = EXAM,
  submission = SUBMISSION,
  values = [0.9, 0.95],
}: Grading = {}): Scorecard {
  const measured = values.map((value) => ({ kind: 'measured', value, facts: FACTS }) as const);
  const outcomes = new Map(exam.tasks.map(({ id }, i) => [id, measured[i] ?? { kind: 'missing' as const }]));
  return buildScorecard({ exam, examSha256: EXAM_SHA256, outcomes, version: '1.2.3', submission });
}

export const AROUND: Circumstances = {
  serverUrl: 'https://github.com',
  exam: SUBMISSION.base,
  practiceOnly: false,
};

/** A pair of keys, as text. */
export interface Keys {
  readonly signing: string;
  readonly published: string;
}

export async function freshKeys(before?: string): Promise<Keys> {
  const signing = mintSigningKey();
  return { signing, published: withKey(before, await readSigningKey(signing)) };
}

export const KEYS = await freshKeys();

export async function proofOf(grading: Grading = {}, around: Partial<Circumstances> = {}): Promise<Proof> {
  const proof = await prove(cardOf(grading), KEYS.signing, { ...AROUND, ...around });
  if (!proof) throw new Error('no proof');
  return proof;
}

export async function certificateOf(grading: Grading = {}): Promise<string> {
  const { certificate } = await proofOf(grading);
  if (certificate === undefined) throw new Error('no certificate');
  return certificate;
}

/** What a verifier says who has the exam and its keys. */
export async function verify(
  text: string,
  expected: Partial<Expected> & { readonly published?: string } = {},
): Promise<Verified> {
  const { published = KEYS.published, ...others } = expected;
  const given = { keys: await readKeys(published), exam: { exam: EXAM, sha256: EXAM_SHA256 }, ...others };
  const [first] = await verifyText(text, given);
  if (!first) throw new Error('nothing verified');
  return first;
}

/** `{ signature: 'holds', … }` */
export function statesOf({ lines }: Verified): Readonly<Record<string, string>> {
  return Object.fromEntries(lines.map(({ aspect, state }) => [aspect, state]));
}

/** What of a token does not hold. */
export function failuresOf({ lines }: Verified): readonly string[] {
  return lines.filter(({ state }) => state === 'fails').map(({ aspect }) => aspect);
}
