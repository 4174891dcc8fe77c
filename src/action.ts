/** The GitHub Action: a thin shell that turns the runner's environment into one typed object, and results back. */
import * as core from '@actions/core';
import { context } from '@actions/github';
import { checkCommit } from './check.ts';
import { FivefoldError, type Problem, toProblem } from './domain/errors.ts';
import type { Exam } from './domain/exam.ts';
import { helpUrl } from './domain/help.ts';
import type { Scorecard } from './domain/scorecard.ts';
import type { CommitRef, SubmissionRef } from './domain/submission.ts';
import { fromPullRequest, type GradingEvent, readEvent } from './event/index.ts';
import { findExam } from './exam/fetch.ts';
import { autogradingResult } from './export/index.ts';
import { connect, type GitHub } from './github/client.ts';
import { nameOf, toGitHubError } from './github/failure.ts';
import { gradeCommit } from './grade.ts';
import { Remembrance } from './memory.ts';
import { digestOf, type Proof, prove, secretsOf } from './proof/index.ts';
import {
  finishCheck,
  type PublishOptions,
  problemsOf,
  publish,
  publishSummary,
  SELF_CHECK_NAME,
  type StartedCheck,
  startCheck,
} from './publish/index.ts';
import {
  type CheckReport,
  type Report,
  renderSelfCheck,
  renderSelfCheckSummary,
  renderSummary,
  reportOf,
  reportOfInterruption,
  reportOfProblem,
} from './report/index.ts';
import { timing } from './watch.ts';
import { isBesideCheckout } from './workspace.ts';

/** Room for any message of ours. */
const MAX_LOG_CHARACTERS = 2_000;

/** What the runner sends to a job that is cancelled, one after the other. */
const INTERRUPTS = ['SIGINT', 'SIGTERM'] as const;

interface Environment {
  readonly event: GradingEvent;
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly token: string;
  readonly identity: string;
  /** Signs scores; empty where nobody wants that. */
  readonly signingKey: string;
  readonly examPath: string;
  /** `owner/name@ref`, or empty: the repository that runs the workflow. */
  readonly examRepository: string;
  readonly summaryFile: string | undefined;
  readonly isBesideCheckout: boolean;
}

const CHECKOUT_WARNING =
  'This job has checked something out, and holds the key. The grader needs no checkout: remove it, or move it to a job ' +
  'without secrets (docs/threat-model.md, "For instructors").';

/** The keys are masked before anything can print them, and do not stay in the environment. */
function readEnvironment(): Environment {
  const [identity, signingKey] = [core.getInput('identity'), core.getInput('signing-key')];
  for (const secret of [...secretLines(identity), ...secretsOf(signingKey)]) core.setSecret(secret);
  delete process.env.INPUT_IDENTITY;
  delete process.env['INPUT_SIGNING-KEY'];
  const options = { pullRequest: core.getInput('pull-request'), sha: context.sha };
  return {
    event: readEvent(context.eventName, context.payload, options),
    apiUrl: context.apiUrl,
    serverUrl: context.serverUrl,
    token: core.getInput('token') || missingToken(),
    identity,
    signingKey,
    examPath: core.getInput('exam') || 'exam.yml',
    examRepository: core.getInput('exam-repository'),
    summaryFile: process.env.GITHUB_STEP_SUMMARY,
    isBesideCheckout: isBesideCheckout(context.eventName, process.env.GITHUB_WORKSPACE),
  };
}

/** Comments of a key file are no secrets, and masking a `#` would deface the whole log. */
function secretLines(identity: string): readonly string[] {
  const lines = identity.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** An expression like `secrets.TOKEN` is empty where the secret is not to be had, and then there is no default. */
function missingToken(): never {
  throw new FivefoldError({
    code: 'github/forbidden',
    message: 'The input `token` is empty.',
    hint: "Leave it out to use the workflow's own token, or pass a secret that this event may read.",
  });
}

const watch = timing(({ phase, task, ms, error }) => {
  const what = `${phase}${task ? ` ${task}` : ''}`;
  core.info(`${what}: ${Math.round(ms)} ms`);
  // Errors of our own kind reach the report; of anything else the report says only that we failed.
  if (error && !(error instanceof FivefoldError)) core.error(`${what}: ${printable(String(error))}`);
});

async function run(environment: Environment): Promise<void> {
  const { event, apiUrl, token, summaryFile } = environment;
  if (environment.isBesideCheckout) core.warning(CHECKOUT_WARNING);
  if (event.kind === 'ignored') return core.notice(event.reason);
  const github = connect({ token, apiUrl, log: core.info });
  const found = await submissionOf(event, github);
  if (environment.identity === '' && isPractice(found)) return checkWithoutKey(github, found, environment);
  const started = await startCheck(github, found);
  const ref = started.kind === 'started' ? { ...found, submittedAt: started.submittedAt } : found;
  const ended = onInterrupt(() => finishCheck(github, ref, started, reportOfInterruption()));
  const { report, summary, keep } = await gradeToReport(github, ref, started, environment);
  ended();
  const options = { started, ...keep };
  const published = await watch('publish', undefined, () => publish(github, ref, report, options));
  await publishSummary(summary, summaryFile);
  for (const problem of problemsOf(published)) core.warning(oneLine(problem));
}

/**
 * A plain `pull_request` or the candidate's own push: nobody holds a key, and nobody should have to. What can be known
 * without one goes into the job summary and, where the token may, a check run; the comment is for grades.
 */
async function checkWithoutKey(
  github: GitHub,
  ref: SubmissionRef,
  { examPath, examRepository, summaryFile }: Environment,
): Promise<void> {
  const started = await startCheck(github, ref, SELF_CHECK_NAME);
  const ended = onInterrupt(() => finishCheck(github, ref, started, reportOfInterruption()));
  const { check, summary } = await checkToReport(github, ref, { examPath, examRepository });
  ended();
  const written = await watch('publish', undefined, () => finishCheck(github, ref, started, check));
  await publishSummary(summary, summaryFile);
  // On a pull request from a fork the token may never write; there is nothing to warn of.
  if ('problem' in written) core.info(oneLine(written.problem));
}

async function checkToReport(
  github: GitHub,
  ref: SubmissionRef,
  { examPath, examRepository }: Pick<Environment, 'examPath' | 'examRepository'>,
): Promise<{ check: CheckReport; summary: string }> {
  try {
    const exam = await examCommit(github, ref, examRepository);
    const result = await checkCommit(github, { ref, exam, examPath }, watch);
    for (const task of result.tasks) if (task.kind === 'failed') core.error(oneLine(task.problem));
    return { check: renderSelfCheck(result), summary: renderSelfCheckSummary(result) };
  } catch (error) {
    fail(error);
    const report = reportOfProblem(toProblem(error));
    return { check: report.check, summary: report.comment() };
  }
}

async function examCommit(github: GitHub, ref: SubmissionRef, examRepository: string): Promise<CommitRef> {
  if (examRepository) return findExam(github, examRepository);
  if (ref.event === 'pull_request_target' && ref.thread?.intoOtherBranch) throw otherBase();
  return ref.base;
}

/** Whoever opens a pull request chooses the branch it goes into: an old one may hold an easier exam, or a draft. */
function otherBase(): FivefoldError {
  return new FivefoldError({
    code: 'event/other-base',
    message: 'This pull request does not go into the default branch, whose exam is the one that counts.',
    hint: 'Change its base to the default branch (Edit, beside its title); then push, or close and reopen it.',
  });
}

/**
 * Before it cancels a job – a newer push has replaced it, say – the runner interrupts it and waits 7.5 s: time to end a
 * check run that would otherwise be in progress for ever.
 *
 * @returns call it when there is nothing to end any more
 */
function onInterrupt(end: () => Promise<unknown>): () => void {
  const interrupt = () => void end().finally(() => process.exit(1));
  for (const signal of INTERRUPTS) process.once(signal, interrupt);
  return () => {
    for (const signal of INTERRUPTS) process.off(signal, interrupt);
  };
}

async function submissionOf(
  event: Exclude<GradingEvent, { kind: 'ignored' }>,
  github: GitHub,
): Promise<SubmissionRef> {
  if (event.kind === 'submission') return event.ref;
  const { owner, name: repo } = event.repository;
  try {
    const { data } = await github.rest.pulls.get({ owner, repo, pull_number: event.number });
    // Submitted when it was last updated, and not when somebody commented: the head may be newer than the comment.
    return fromPullRequest(event.event, data, { baseSha: event.sha, startedAt: event.startedAt });
  } catch (error) {
    throw toGitHubError(error, `pull request ${event.number} in ${nameOf(event.repository)}`);
  }
}

/** Whatever happens while grading, there is a report to publish. */
async function gradeToReport(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  environment: Environment,
): Promise<{ report: Report; summary: string; keep: PublishOptions }> {
  const { examPath, examRepository, identity } = environment;
  const remembrance = new Remembrance(github, ref, started, identity);
  try {
    const exam = await examCommit(github, ref, examRepository);
    const recall = (loaded: Exam) => remembrance.recall(loaded);
    const card = await gradeCommit(github, { ref, exam, examPath, identity, recall }, watch);
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

/**
 * Whoever may write the workflow may read the key: in a repository of the candidate's own, and on `pull_request`, which
 * runs the workflow as the pull request has it.
 */
function isPractice({ event, pullRequest }: SubmissionRef): boolean {
  return event === 'pull_request' || !pullRequest;
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

/** The job fails only for us and the instructor: a candidate's low score is a result, and stands in the check run. */
function fail(error: unknown): void {
  core.setFailed(oneLine(toProblem(error)));
  if (core.isDebug()) core.debug(String(error instanceof Error ? error.stack : error));
}

function oneLine({ code, message, hint }: Problem): string {
  return printable(`${message} ${hint} [${code}] ${helpUrl(code)}`);
}

/** A line that begins with `::`, or holds `##[`, is a command to the runner, and escape codes move the cursor. */
function printable(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll('##[', '## [');
  return line.slice(0, MAX_LOG_CHARACTERS);
}

try {
  await run(readEnvironment());
} catch (error) {
  fail(error);
}
