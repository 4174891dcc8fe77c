import { check } from './check.ts';
import type { CheckResult } from './domain/check.ts';
import { REVIEW_TIMEOUT_MS } from './domain/limits.ts';
import type { CommitRef, Submission } from './domain/submission.ts';
import type { LoadedExam } from './exam/index.ts';
import { fetchVocabulary } from './exam/vocabulary.ts';
import type { GitHub } from './github/client.ts';
import { openSample, publicCommit } from './sample.ts';
import { unwatched, type Watch } from './watch.ts';

/** An exam and a submission as a grading has read them. */
export interface Read {
  readonly loaded: LoadedExam;
  readonly submission: Submission;
}

/**
 * What the models of a graded submission make of the public rows: once the scores are out, so that nobody waits for it, and for no
 * longer than {@link REVIEW_TIMEOUT_MS}. Nothing of it comes from hidden rows. What was not done by then is left out, and so is
 * what the scores say already.
 *
 * @returns `undefined` where there is nothing to say
 */
export async function reviewCommit(
  github: GitHub,
  { loaded, submission }: Read,
  exam: CommitRef,
  watch: Watch = unwatched,
): Promise<CheckResult | undefined> {
  const read = publicCommit(github, exam);
  const result = await check(
    {
      ...loaded,
      submission,
      openSample: (task) => openSample(read, task),
      openVocabulary: (path) => fetchVocabulary(github, exam, path),
      outlines: true,
      until: performance.now() + REVIEW_TIMEOUT_MS,
    },
    watch,
  );
  const tasks = result.tasks.filter(({ kind, task }) => kind === 'runs' || isRefused(submission, kind, task));
  return tasks.length === 0 ? undefined : { ...result, tasks };
}

/** A model that is refused on public rows is told why; a file that could not even be read was told so already. */
function isRefused(submission: Submission, kind: string, task: string): boolean {
  return kind === 'rejected' && submission.get(task)?.kind === 'model';
}

/** Bytes of each model, by task. */
export function sizesOf(submission: Submission): ReadonlyMap<string, number> {
  return new Map(
    [...submission].flatMap(([task, submitted]) =>
      submitted.kind === 'model'
        ? [[task, [...submitted.model.files.values()].reduce((sum, bytes) => sum + bytes.length, 0)]]
        : [],
    ),
  );
}
