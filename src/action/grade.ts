import * as core from '@actions/core';
import { toProblem } from '../domain/errors.ts';
import type { Exam } from '../domain/exam.ts';
import type { Review } from '../domain/review.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import type { CommitRef, SubmissionRef } from '../domain/submission.ts';
import { autogradingResult } from '../export/index.ts';
import type { GitHub } from '../github/client.ts';
import { gradeCommit } from '../grade.ts';
import { Remembrance } from '../memory.ts';
import { digestOf, type Proof, prove } from '../proof/index.ts';
import {
  finishCheck,
  type PublishOptions,
  problemsOf,
  publish,
  publishSummary,
  republish,
  type StartedCheck,
  startCheck,
} from '../publish/index.ts';
import { openFolder, type Shelf } from '../remembered/index.ts';
import { reportOfInterruption, reportOfProblem } from '../report/index.ts';
import { type Read, sizesOf } from '../review.ts';
import { stopwatch } from '../watch.ts';
import { type About, lookCloser, type Told, tell } from './closer.ts';
import type { Environment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';
import { fail, oneLine, watch, watchHidden } from './log.ts';
import { examCommit, isPractice } from './submission.ts';

/** Grade with the key, and publish: a comment, a check run, the job summary. Then look closer, and add that to the comment. */
export async function gradeWithKey(
  github: GitHub,
  found: SubmissionRef,
  environment: Environment,
): Promise<void> {
  const started = await startCheck(github, found);
  const ref = started.kind === 'started' ? { ...found, submittedAt: started.submittedAt } : found;
  const ended = onInterrupt(() => finishCheck(github, ref, started, reportOfInterruption()));
  const { report, summary, keep, about } = await gradeToReport(github, ref, started, environment);
  ended();
  const options = { started, ...keep };
  const published = await watch('publish', undefined, () => publish(github, ref, report, options));
  for (const problem of problemsOf(published)) core.warning(oneLine(problem));
  const closer = about && (await lookCloser(github, about, environment));
  if (closer && published.comment.kind === 'written') await republish(github, ref, closer.report, started);
  await publishSummary(closer?.summary ?? summary, environment.summaryFile);
}

/** Whatever happens while grading, there is a report to publish. */
async function gradeToReport(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  environment: Environment,
): Promise<Told & { readonly keep: PublishOptions; readonly about?: About }> {
  const { examPath, examRepository, identity } = environment;
  const remembrance = new Remembrance(github, ref, started, identity);
  const { watch: watched, times } = stopwatch(watchHidden);
  const seen: { read?: Read } = {};
  const onRead = (read: Read) => Object.assign(seen, { read });
  try {
    const exam = await examCommit(github, ref, examRepository);
    const recall = (loaded: Exam) => remembrance.recall(loaded);
    const shelves = [remembrance.shelf, ...(await folderOf(environment))];
    const what = { ref, exam, examPath, identity, recall, shelves, onRead };
    const card = await gradeCommit(github, what, watched);
    announce(card);
    const { memory, notes: remembered } = remembrance.keep(card);
    const isNearby = isPractice(ref) || ref.thread?.fromSameRepository === true;
    const isInReach = isNearby && !environment.isKeyOfCourse;
    const proof = await sign(card, environment, { exam, practiceOnly: isInReach });
    const notes = { practiceOnly: identity !== '' && isInReach, ...(proof && { proof }), ...remembered };
    const keep = { memory, isPostponed: card.standing?.postponedUntil !== undefined };
    if (!seen.read) return { ...tell(card, notes), keep };
    const about = { card, notes: { ...notes, review: begun(seen.read, times()) }, exam, read: seen.read };
    return { ...tell(card, about.notes), keep, about };
  } catch (error) {
    fail(error);
    const report = reportOfProblem(toProblem(error));
    return { report, summary: report.comment(), keep: {} };
  }
}

/** What is known beside the scores before anybody looks closer. */
function begun({ loaded, submission }: Read, times: Review['times']): Review {
  return { exam: loaded.exam, bytes: sizesOf(submission), times };
}

/** Nobody loses a score to a folder that cannot be used: everything is computed. */
async function folderOf({ cache }: Environment): Promise<readonly Shelf[]> {
  if (cache === '') return [];
  try {
    return [await openFolder(cache)];
  } catch (error) {
    core.warning(oneLine(toProblem(error)));
    return [];
  }
}

function announce(card: Scorecard): void {
  core.setOutput('score', card.points);
  core.setOutput('passed', card.verdict === 'undecided' ? '' : card.verdict === 'passed');
  core.setOutput('scorecard', JSON.stringify(card));
  core.setOutput('result', autogradingResult(card));
  for (const result of card.tasks) {
    if (result.kind === 'failed') core.error(oneLine(result.problem));
  }
}

/** Nobody loses a score to a key that does not sign: the instructor is warned, and there is no proof. */
async function sign(
  card: Scorecard,
  { signingKey, serverUrl }: Environment,
  around: { readonly exam: CommitRef; readonly practiceOnly: boolean },
): Promise<Proof | undefined> {
  if (signingKey === '') return undefined;
  try {
    const proof = await prove(card, signingKey, { serverUrl, ...around });
    core.setOutput('proof', proof?.score);
    core.setOutput('proof-digest', proof && digestOf(proof.score));
    core.setOutput('certificate', proof?.certificate);
    return proof;
  } catch (error) {
    core.warning(oneLine(toProblem(error)));
    return undefined;
  }
}
