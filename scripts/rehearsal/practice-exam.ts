import { randomBytes } from 'node:crypto';
import type { Feedback } from '../../src/domain/exam.ts';
import { PRACTICE_SEED } from '../../src/generate/index.ts';
import { drawExam } from '../../src/init.ts';

/** An exam repository as an instructor would make it, and the keys that stay with the instructor. */
export interface PracticeExam {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly identity: string;
  /** Signs scores. */
  readonly signingKey: string;
}

export interface PracticeOptions {
  readonly feedback?: Feedback;
  /** Decides the hidden rows. Fresh unless a test needs the same exam twice. */
  readonly secret?: string;
}

/** The exam to which the sample submissions belong, with hidden sets nobody has seen, and without data for training. */
export async function drawPracticeExam(options: PracticeOptions = {}): Promise<PracticeExam> {
  const { feedback = 'score', secret = randomBytes(32).toString('hex') } = options;
  const { files, identity, signingKey } = await drawExam({
    id: 'practice',
    title: 'Practice exam',
    secret,
    seed: PRACTICE_SEED,
    feedback,
    withoutTraining: true,
  });
  return { files: Object.fromEntries(files), identity, signingKey };
}
