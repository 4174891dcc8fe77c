import { join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import type { Exam, Task } from '../domain/exam.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import type { Submission } from '../domain/submission.ts';
import { parseExam } from '../exam/index.ts';
import { readVocabulary } from '../exam/vocabulary.ts';
import { readScorecard } from '../export/index.ts';
import { openHiddenSet, readHiddenFolder } from '../hidden/index.ts';
import type { Repeated } from '../proof/index.ts';
import { rerun } from '../rerun.ts';
import { fetchSubmission, readFolder } from '../submission/index.ts';
import { withTokens } from '../texts.ts';
import { assertFolder, readInput } from './files.ts';
import { connectAs, readAccount } from './github.ts';
import { progress } from './progress.ts';

export interface RerunOptions {
  readonly exam?: string;
  readonly keyFile?: string;
  readonly hidden?: string;
  readonly submission?: string;
  readonly json?: true;
}

/** Run again what a scorecard is about: a folder that is named, or its commit on GitHub. */
export async function rerunFile(file: string, options: RerunOptions): Promise<readonly Repeated[]> {
  const card = readScorecard(new TextDecoder().decode(await readInput(file)), file);
  const { exam: folder = '.', hidden = folder } = options;
  const loaded = parseExam(await readInput(join(folder, 'exam.yml')));
  const identity = new TextDecoder().decode(await readInput(options.keyFile ?? withoutKey()));
  const submission = await submissionOf(card, loaded.exam, options);
  const openHidden = async (task: Task) => {
    const encrypted = await readHiddenFolder(hidden, task);
    const set = await openHiddenSet(encrypted, { identity, exam: loaded.exam, task });
    return withTokens(set, task, (path) => readVocabulary(folder, path));
  };
  const { watch, stop } = progress(loaded.exam.tasks, 'run again', { isQuiet: options.json === true });
  return rerun({ ...loaded, card, submission, identity, openHidden }, watch).finally(stop);
}

async function submissionOf(card: Scorecard, exam: Exam, { submission }: RerunOptions): Promise<Submission> {
  if (submission !== undefined) {
    await assertFolder(submission);
    return readFolder(submission, exam.tasks);
  }
  if (!card.submission) throw noCommit();
  const github = await connectAs(readAccount(process.env), card.submission.base.repository.owner);
  return fetchSubmission(github, card.submission, exam.tasks);
}

function withoutKey(): never {
  throw new FivefoldError({
    code: 'hidden/key-missing',
    message: 'Running again takes the hidden sets, and there is no key to open them.',
    hint: 'Name the age identity with --key-file.',
  });
}

function noCommit(): FivefoldError {
  return new FivefoldError({
    code: 'file/unreadable',
    message: 'The scorecard names no commit: it was made of a folder.',
    hint: 'Name that folder with --submission.',
  });
}
