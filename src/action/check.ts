import * as core from '@actions/core';
import { checkCommit } from '../check.ts';
import { toProblem } from '../domain/errors.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { finishCheck, publishSummary, SELF_CHECK_NAME, startCheck } from '../publish/index.ts';
import {
  type CheckReport,
  renderSelfCheck,
  renderSelfCheckSummary,
  reportOfInterruption,
  reportOfProblem,
} from '../report/index.ts';
import type { Environment } from './environment.ts';
import { onInterrupt } from './interrupt.ts';
import { fail, oneLine, watch } from './log.ts';
import { writePage } from './page.ts';
import { examCommit } from './submission.ts';

/**
 * A plain `pull_request` or the candidate's own push: nobody holds a key, and nobody should have to. What can be known
 * without one goes into the job summary and, where the token may, a check run; the comment is for grades.
 */
export async function checkWithoutKey(
  github: GitHub,
  ref: SubmissionRef,
  environment: Environment,
): Promise<void> {
  const started = await startCheck(github, ref, SELF_CHECK_NAME);
  const ended = onInterrupt(() => finishCheck(github, ref, started, reportOfInterruption()));
  const { check, summary } = await checkToReport(github, ref, environment);
  ended();
  const written = await watch('publish', undefined, () => finishCheck(github, ref, started, check));
  await publishSummary(summary, environment.summaryFile);
  // On a pull request from a fork the token may never write; there is nothing to warn of.
  if ('problem' in written) core.info(oneLine(written.problem));
}

async function checkToReport(
  github: GitHub,
  ref: SubmissionRef,
  environment: Environment,
): Promise<{ check: CheckReport; summary: string }> {
  try {
    const commit = await examCommit(github, ref, environment.examRepository);
    const about = { ref, exam: commit, examPath: environment.examPath };
    const { exam, result } = await checkCommit(github, about, watch);
    for (const task of result.tasks) if (task.kind === 'failed') core.error(oneLine(task.problem));
    const page = await writePage(environment, { exam, check: result });
    return { check: renderSelfCheck(result, page), summary: renderSelfCheckSummary(result, page) };
  } catch (error) {
    fail(error);
    const report = reportOfProblem(toProblem(error));
    return { check: report.check, summary: report.comment() };
  }
}
