import { MAX_ANNOTATIONS, MAX_CHECK_TEXT_BYTES } from '../domain/limits.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isForbidden } from '../github/failure.ts';
import { clip } from './clip.ts';
import { readRecord, withRecord } from './marker.ts';
import { type Refused, refused, type Written } from './outcome.ts';
import type { Annotation, CheckReport } from './report.ts';

/** Branch protection refers to it by this name. */
export const CHECK_NAME = 'Fivefold';

/** Of a check without a key. Under another name, so that it can neither pass for a grade nor satisfy a rule that asks for one. */
export const SELF_CHECK_NAME = 'Fivefold check (no grade)';

type CheckName = typeof CHECK_NAME | typeof SELF_CHECK_NAME;

/**
 * Marks check runs that we made, among those of the same App, and remembers when the commit was submitted: grading it
 * again, a week later, must not make it late. Of which pull request, too: a commit that somebody copies into another
 * brings neither its time nor its check run with it.
 */
const EXTERNAL_ID = /^fivefold (?:(\d{4}-\d\d-\d\dT[\d:.]+Z)|postponed)(?: (\d+))?$/;

/** Of a commit that came too often for its day: it is submitted when it is accepted, not when it was first pushed. */
const POSTPONED = 'postponed';

/** A check run in progress, or why there is none. */
export type StartedCheck =
  | {
      readonly kind: 'started';
      readonly id: number;
      readonly appSlug?: string;
      /** When the commit was first submitted, as far as any check run of ours on it knows. */
      readonly submittedAt: string;
      /** The sealed histories that check runs on the commit hold, newest first. */
      readonly records: readonly string[];
    }
  | Refused;

export interface FinishOptions {
  /** The sealed history; what stood there stays without one. */
  readonly record?: string | undefined;
  /** The submission was not accepted, and its time is not to be remembered. */
  readonly isPostponed?: boolean;
}

/** Show on the head commit that grading has begun. Never throws. */
export async function startCheck(
  github: GitHub,
  ref: SubmissionRef,
  name: CheckName = CHECK_NAME,
): Promise<StartedCheck> {
  try {
    const earlier = (await earlierRuns(github, ref, name)).filter((run) => isAbout(run, ref));
    const { id, app } = (await takeOver(github, ref, earlier)) ?? (await create(github, ref, name));
    const own = earlier.filter((run) => run.app?.slug === app?.slug);
    return {
      kind: 'started',
      id,
      submittedAt: firstTime(ref, own),
      records: recordsOf(own),
      ...(app?.slug !== undefined && { appSlug: app.slug }),
    };
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
  { record, isPostponed = false }: FinishOptions = {},
): Promise<Written> {
  if (started.kind !== 'started') return started;
  const target = { ...repositoryOf(ref), check_run_id: started.id };
  const { title } = report;
  const summary = clip(report.summary, MAX_CHECK_TEXT_BYTES);
  const marked = withRecord(record ?? started.records[0], report.text ?? '');
  const text = marked === '' ? {} : { text: clip(marked, MAX_CHECK_TEXT_BYTES) };
  const [first = [], ...more] = batches((report.annotations ?? []).map(toAnnotation));
  try {
    const output = { title, summary, ...text, annotations: first };
    const id = isPostponed ? { external_id: idOf(ref, POSTPONED) } : {};
    const done = { status: 'completed', conclusion: report.conclusion, ...id } as const;
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

/**
 * The check runs on the commit that look like ours, newest first, over all pages. Any App may choose our name and our
 * mark; whose they are, only {@link takeOver} and {@link create} find out.
 */
async function earlierRuns(
  github: GitHub,
  ref: SubmissionRef,
  name: CheckName,
  sha = ref.head.sha,
): Promise<readonly CheckRun[]> {
  const runs = await github.paginate(github.rest.checks.listForRef, {
    ...repositoryOf(ref),
    ref: sha,
    check_name: name,
    filter: 'all',
    per_page: 100,
  });
  return runs.filter((run) => EXTERNAL_ID.test(run.external_id ?? ''));
}

function isAbout({ external_id }: CheckRun, { thread }: SubmissionRef): boolean {
  return EXTERNAL_ID.exec(external_id ?? '')?.[2] === thread?.id.toString();
}

/** The sealed histories that check runs on any commit hold, newest first. */
export async function recordsOn(github: GitHub, ref: SubmissionRef, sha: string): Promise<readonly string[]> {
  return recordsOf(await earlierRuns(github, ref, CHECK_NAME, sha));
}

function recordsOf(runs: readonly CheckRun[]): readonly string[] {
  return runs.flatMap(({ output }) => readRecord(output.text) ?? []);
}

function timesOf({ external_id }: CheckRun): readonly string[] {
  const time = EXTERNAL_ID.exec(external_id ?? '')?.[1];
  return time === undefined ? [] : [time];
}

/** When the commit was first submitted, by these check runs, all of one App. */
function firstTime({ submittedAt }: SubmissionRef, runs: readonly CheckRun[]): string {
  return runs
    .flatMap(timesOf)
    .reduce((first, time) => (Date.parse(time) < Date.parse(first) ? time : first), submittedAt);
}

/**
 * A re-run continues the check run of the run before, unless that has annotations: GitHub only ever adds to them. Of
 * Apps that use our name, ours is the one whose check run lets itself be changed.
 */
async function takeOver(github: GitHub, ref: SubmissionRef, earlier: readonly CheckRun[]) {
  for (const slug of new Set(earlier.map(({ app }) => app?.slug))) {
    const [newest, ...older] = earlier.filter(({ app }) => app?.slug === slug);
    if (!newest || newest.output.annotations_count > 0) continue;
    const continued = await proceed(github, ref, newest.id, firstTime(ref, [newest, ...older]));
    if (continued) return continued;
  }
  return undefined;
}

async function proceed(github: GitHub, ref: SubmissionRef, check_run_id: number, submittedAt: string) {
  const target = { ...repositoryOf(ref), check_run_id };
  try {
    const continued = { external_id: idOf(ref, submittedAt), status: 'in_progress' } as const;
    return (await github.rest.checks.update({ ...target, ...continued })).data;
  } catch (error) {
    // Another App's check run under our name: it may not be changed, and need not be.
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

async function create(github: GitHub, ref: SubmissionRef, name: CheckName) {
  const check = { name, external_id: idOf(ref, ref.submittedAt), head_sha: ref.head.sha } as const;
  return (await github.rest.checks.create({ ...repositoryOf(ref), ...check, status: 'in_progress' })).data;
}

function idOf({ thread }: SubmissionRef, time: string): string {
  return ['fivefold', time, ...(thread ? [thread.id] : [])].join(' ');
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
