import * as core from '@actions/core';
import { toProblem } from '../domain/errors.ts';
import type { Exam } from '../domain/exam.ts';
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
  type StartedCheck,
  startCheck,
} from '../publish/index.ts';
import { openFolder, type Shelf } from '../remembered/index.ts';
import {
  type Report,
  renderSummary,
  reportOf,
  reportOfInterruption,
  reportOfProblem,
} from '../report/index.ts';
import type { Environment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';
import { fail, oneLine, watch } from './log.ts';
import { examCommit, isPractice } from './submission.ts';

/** Grade with the key, and publish: a comment, a check run, the job summary. */
export async function gradeWithKey(
  github: GitHub,
  found: SubmissionRef,
  environment: Environment,
): Promise<void> {
  const started = await startCheck(github, found);
  const ref = started.kind === 'started' ? { ...found, submittedAt: started.submittedAt } : found;
  const ended = onInterrupt(() => finishCheck(github, ref, started, reportOfInterruption()));
  const { report, summary, keep } = await gradeToReport(github, ref, started, environment);
  ended();
  const options = { started, ...keep };
  const published = await watch('publish', undefined, () => publish(github, ref, report, options));
  await publishSummary(summary, environment.summaryFile);
  for (const problem of problemsOf(published)) core.warning(oneLine(problem));
}

/** Whatever happens while grading, there is a report to publish. */
async function gradeToReport(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  environment: Environment,
): Promise<{ report: Report; summary: string; keep: PublishOptions }> {
  const { examPath, examRepository, identity, engine } = environment;
  const remembrance = new Remembrance(github, ref, started, identity);
  try {
    const exam = await examCommit(github, ref, examRepository);
    const recall = (loaded: Exam) => remembrance.recall(loaded);
    const shelves = [remembrance.shelf, ...(await folderOf(environment))];
    const card = await gradeCommit(github, { ref, exam, examPath, identity, recall, shelves, engine }, watch);
    announce(card);
    const { memory, notes: remembered } = remembrance.keep(card);
    const isInReach = isPractice(ref) || ref.thread?.fromSameRepository === true;
    const proof = await sign(card, environment, { exam, practiceOnly: isInReach });
    const notes = { practiceOnly: identity !== '' && isInReach, ...(proof && { proof }), ...remembered };
    const keep = { memory, isPostponed: card.standing?.postponedUntil !== undefined };
    return { report: reportOf(card, notes), summary: renderSummary(card, notes), keep };
  } catch (error) {
    fail(error);
    const report = reportOfProblem(toProblem(error));
    return { report, summary: report.comment(), keep: {} };
  }
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
