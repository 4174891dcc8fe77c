import { MAX_ANNOTATIONS, MAX_CHECK_TEXT_BYTES } from '../domain/limits.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isForbidden } from '../github/failure.ts';
import { clip } from './clip.ts';
import { type Refused, refused, type Written } from './outcome.ts';
import type { Annotation, CheckReport } from './report.ts';

/** Branch protection refers to it by this name. */
export const CHECK_NAME = 'Fivefold';

/** Of a check without a key. Under another name, so that it can neither pass for a grade nor satisfy a rule that asks for one. */
export const SELF_CHECK_NAME = 'Fivefold check (no grade)';

type CheckName = typeof CHECK_NAME | typeof SELF_CHECK_NAME;

/**
 * Marks check runs that we made, among those of the same App, and remembers when the commit was submitted: grading it
 * again, a week later, must not make it late.
 */
const EXTERNAL_ID = /^fivefold (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** A check run in progress, or why there is none. */
export type StartedCheck =
  | {
      readonly kind: 'started';
      readonly id: number;
      readonly appSlug?: string;
      /** When the commit was first submitted, as far as any check run of ours on it knows. */
      readonly submittedAt: string;
    }
  | Refused;

/** Show on the head commit that grading has begun. Never throws. */
export async function startCheck(
  github: GitHub,
  ref: SubmissionRef,
  name: CheckName = CHECK_NAME,
): Promise<StartedCheck> {
  try {
    const earlier = await earlierRuns(github, ref, name);
    const submittedAt = firstOf([ref.submittedAt, ...earlier.map(timeOf)]);
    const { id, app } =
      (await takeOver(github, ref, earlier[0])) ?? (await create(github, { ...ref, submittedAt }, name));
    return { kind: 'started', id, submittedAt, ...(app?.slug !== undefined && { appSlug: app.slug }) };
  } catch (error) {
    return refused(error, 'checks: write');
  }
}

/** Complete a check run that {@link startCheck} began. Never throws. */
export async function finishCheck(
  github: GitHub,
  ref: SubmissionRef,
  started: StartedCheck,
  report: CheckReport,
): Promise<Written> {
  if (started.kind !== 'started') return started;
  const target = { ...repositoryOf(ref), check_run_id: started.id };
  const { title } = report;
  const summary = clip(report.summary, MAX_CHECK_TEXT_BYTES);
  const text = report.text === undefined ? {} : { text: clip(report.text, MAX_CHECK_TEXT_BYTES) };
  const [first = [], ...more] = batches((report.annotations ?? []).map(toAnnotation));
  try {
    const output = { title, summary, ...text, annotations: first };
    const done = { status: 'completed', conclusion: report.conclusion } as const;
    const { data } = await github.rest.checks.update({ ...target, ...done, output });
    for (const annotations of more) {
      await github.rest.checks.update({ ...target, output: { title, summary, ...text, annotations } });
    }
    return { kind: 'written', url: data.html_url ?? data.url };
  } catch (error) {
    return refused(error, 'checks: write');
  }
}

type CheckRun = Awaited<ReturnType<GitHub['rest']['checks']['create']>>['data'];

/** Our check runs on the commit, newest first. */
async function earlierRuns(
  github: GitHub,
  ref: SubmissionRef,
  name: CheckName,
): Promise<readonly CheckRun[]> {
  const { data } = await github.rest.checks.listForRef({
    ...repositoryOf(ref),
    ref: ref.head.sha,
    check_name: name,
    filter: 'all',
    per_page: 100,
  });
  return data.check_runs.filter((run) => EXTERNAL_ID.test(run.external_id ?? ''));
}

function timeOf({ external_id }: CheckRun): string {
  return EXTERNAL_ID.exec(external_id ?? '')?.[1] ?? '';
}

function firstOf(times: readonly string[]): string {
  return times.reduce((first, time) => (Date.parse(time) < Date.parse(first) ? time : first));
}

/** A re-run continues the check run of the run before, unless that has annotations: GitHub only ever adds to them. */
async function takeOver(github: GitHub, ref: SubmissionRef, earlier: CheckRun | undefined) {
  if (!earlier || earlier.output.annotations_count > 0) return undefined;
  const continued = { ...repositoryOf(ref), check_run_id: earlier.id, status: 'in_progress' } as const;
  try {
    return (await github.rest.checks.update(continued)).data;
  } catch (error) {
    // Another App's check run under our name: it may not be changed, and need not be.
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

async function create(github: GitHub, ref: SubmissionRef, name: CheckName) {
  const external_id = `fivefold ${ref.submittedAt}`;
  const check = { name, external_id, head_sha: ref.head.sha } as const;
  return (await github.rest.checks.create({ ...repositoryOf(ref), ...check, status: 'in_progress' })).data;
}

function repositoryOf({ base }: SubmissionRef) {
  return { owner: base.repository.owner, repo: base.repository.name };
}

/** GitHub: 255 characters for a title, 64 KB for a message. */
const MAX_TITLE_CHARACTERS = 255;
const MAX_MESSAGE_BYTES = 64 * 1024;

function toAnnotation({ path, line = 1, level, title, message }: Annotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    message: clip(message, MAX_MESSAGE_BYTES),
    ...(title !== undefined && { title: title.slice(0, MAX_TITLE_CHARACTERS) }),
  };
}

function batches<T>(values: readonly T[]): T[][] {
  const count = Math.ceil(values.length / MAX_ANNOTATIONS);
  return Array.from({ length: count }, (_, i) =>
    values.slice(i * MAX_ANNOTATIONS, (i + 1) * MAX_ANNOTATIONS),
  );
}
