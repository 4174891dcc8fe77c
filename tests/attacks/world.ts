import { resolve } from 'node:path';
import type { LoopbackGitHub, NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import type { ActionResult } from '../../scripts/rehearsal/runner.ts';
import { drawTask, PRACTICE_SEED } from '../../src/generate/index.ts';
import { type KeyPair, mintIdentity, packHiddenSet } from '../../src/hidden/index.ts';
import { type Circumstances, gradePullRequest, type PullRequest, runIn } from '../action/world.ts';
import { plantSet } from '../canary.ts';
import { freshName } from '../github/world.ts';

/** The action as its sources have it: what was mended today is not in the built one yet. */
const ENTRY = resolve(import.meta.dirname, '../../src/action.ts');
const TASK = 'tabular';
const SET = 'hidden-tests/tabular.npz.age';
const ROWS = 60;

interface SmallExam {
  readonly key: KeyPair;
  readonly files: NewFiles;
}

let drawn: Promise<SmallExam> | undefined;

/** An exam of one task with a few rows, which are searched for in all that leaves: what these tests attack is everything around it. */
async function smallExam(): Promise<SmallExam> {
  const key = await mintIdentity();
  const rows = drawTask(TASK, PRACTICE_SEED, 'hidden', ROWS, 'attacks');
  plantSet(TASK, rows);
  const owner = { examId: 'attacks', taskId: TASK, recipients: [key.recipient] };
  const { bytes, sha256 } = await packHiddenSet(rows, owner);
  return { key, files: { [SET]: bytes, 'exam.yml': examYaml(sha256) } };
}

function examYaml(sha256: string): string {
  return [
    'version: 1',
    'id: attacks',
    'title: Attacked exam',
    'tasks:',
    `  - id: ${TASK}`,
    '    title: Heating',
    '    input: { shape: [6], dtype: float32 }',
    '    output: { shape: [1], kind: values }',
    '    metric: { name: r2 }',
    '    thresholds: { "2": 0.064, "3": 0.747, "4": 0.876, "5": 0.958 }',
    `    hidden: { path: ${SET}, sha256: ${sha256} }`,
    '',
  ].join('\n');
}

/** @param limits a line of exam.yml, such as `attempts: { perDay: 1 }` */
export async function examFiles(limits = ''): Promise<NewFiles> {
  drawn ??= smallExam();
  const { files } = await drawn;
  return { ...files, 'exam.yml': `${files['exam.yml']}${limits}\n` };
}

/** The key of that exam. */
export async function examIdentity(): Promise<string> {
  await examFiles();
  return (await drawn)?.key.identity ?? '';
}

/** The same small network twice: as it was trained, and with every weight at zero, which scores 1. */
export async function trained(): Promise<NewFiles> {
  const all = await readSubmission('tfjs');
  return Object.fromEntries(Object.entries(all).filter(([path]) => path.startsWith(`models/${TASK}/`)));
}
export async function untrained(): Promise<NewFiles> {
  const blank = ([path, bytes]: [string, unknown]) =>
    [path, /json$/.test(path) ? bytes : new Uint8Array((bytes as Uint8Array).length)] as const;
  return Object.fromEntries(Object.entries(await trained()).map(blank)) as NewFiles;
}

interface Opening {
  readonly exam?: NewFiles;
  readonly files?: NewFiles;
  readonly branch?: string;
  readonly title?: string;
  readonly private?: boolean;
}

/** An exam repository, a fork of ada's with a trained model, and its pull request. */
export async function openPull(github: LoopbackGitHub, opening: Opening = {}): Promise<PullRequest> {
  const { branch = 'submission', title } = opening;
  const repository = `academy/${freshName()}`;
  const exam = opening.exam ?? (await examFiles());
  await github.createRepository(repository, exam, { private: opening.private ?? false });
  const fork = await github.fork(repository, 'ada');
  const head = await github.push(fork, branch, opening.files ?? (await trained()));
  return { repository, fork, head, number: await github.openPullRequest(repository, fork, branch, title) };
}

/** Grade a pull request with the exam's own key, by the action as its sources have it. */
export async function gradePull(
  github: LoopbackGitHub,
  pull: PullRequest,
  circumstances: Circumstances = {},
): Promise<ActionResult> {
  const identity = await examIdentity();
  return gradePullRequest(github, pull, { identity, entry: ENTRY, ...circumstances });
}

/** Grade any event of a repository, likewise. */
export async function gradeEvent(
  github: LoopbackGitHub,
  repository: string,
  circumstances: Circumstances & { readonly event: string },
): Promise<ActionResult> {
  const identity = await examIdentity();
  return runIn(github, repository, { identity, entry: ENTRY, ...circumstances });
}

/** What our bot says on a pull request: one comment. */
export async function commentOn(
  github: LoopbackGitHub,
  { repository, number }: PullRequest,
): Promise<string> {
  const ours = (await github.comments(repository, number)).filter(({ author }) => author.endsWith('[bot]'));
  if (ours.length > 1) throw new Error(`${ours.length} comments of ours`);
  return ours[0]?.body ?? '';
}

/** Our newest check run on a commit. */
export async function checkOn(github: LoopbackGitHub, { repository, head }: PullRequest) {
  const [newest] = await github.checkRuns(repository, head);
  return newest as
    | { readonly status: string; readonly conclusion: string; readonly output: { readonly summary: string } }
    | undefined;
}

/** Everything that left the grader and that anybody can read: the mask command is for the runner alone. */
export async function everythingSaid(
  github: LoopbackGitHub,
  pull: PullRequest,
  { log, summary, outputs }: ActionResult,
): Promise<string> {
  const checks = await github.checkRuns(pull.repository, pull.head);
  const said = [log, summary, JSON.stringify(outputs), await commentOn(github, pull), JSON.stringify(checks)];
  return said.join('\n').replace(/^::add-mask::.*$/gm, '');
}
