import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import ora from 'ora';
import { loadCourse } from '../cohort/course.ts';
import { submissionsOf } from '../cohort/submissions.ts';
import { type Copies, findCopies, fromFolders, fromPullRequests, type Submitted } from '../copies.ts';
import { FivefoldError } from '../domain/errors.ts';
import type { Task } from '../domain/exam.ts';
import { fetchExam, findExam } from '../exam/fetch.ts';
import { parseExam } from '../exam/index.ts';
import { connect } from '../github/client.ts';
import { likenessKey } from '../hidden/index.ts';
import { type Fingerprint, type Likeness, nameOf } from '../likeness/index.ts';
import { connectCohort } from './cohort-account.ts';
import { assertFolder, readInput } from './files.ts';
import { printable } from './output.ts';

interface Options {
  readonly repository?: string;
  readonly grader?: string;
  readonly exam: string;
  readonly keyFile?: string;
  readonly json?: true;
}

export function copiesCommand(): Command {
  return new Command('copies')
    .description('Say which candidates submitted the same weights, to you alone; nothing is published.')
    .argument('[dir]', 'a folder with a folder for each candidate')
    .option('--repository <owner/name>', 'every pull request of this exam repository, read by API instead')
    .option(
      '--grader <owner/name>',
      'everybody in the roster of this grader repository, as it was last swept',
    )
    .option('--exam <path>', 'exam.yml; with --repository, its path there', 'exam.yml')
    .option('--key-file <file>', 'the identity: fingerprints in JSON are then the same in every run')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', '\nThe token is taken from GITHUB_TOKEN or GH_TOKEN; it needs to read, no more.')
    .action(async (directory: string | undefined, options: Options) => {
      const { tasks, submissions } = await sourceOf(directory, options);
      const copies = await withSpinner((seen) => compare(submissions, tasks, options, seen));
      console.log(options.json ? toJson(copies) : table(copies));
    });
}

interface Source {
  readonly tasks: readonly Task[];
  readonly submissions: AsyncIterable<Submitted>;
}

async function sourceOf(
  directory: string | undefined,
  { repository, grader, exam }: Options,
): Promise<Source> {
  if ([directory, repository, grader].filter((given) => given !== undefined).length !== 1) throw unclear();
  if (grader !== undefined) return graderSource(grader);
  if (repository !== undefined) return repositorySource(repository, exam);
  const { tasks } = parseExam(await readInput(exam)).exam;
  await assertFolder(directory ?? '');
  return { tasks, submissions: fromFolders(directory ?? '', tasks) };
}

async function graderSource(grader: string): Promise<Source> {
  const { github, home, repository } = await connectCohort(grader, process.env);
  const course = await loadCourse(home, repository);
  return { tasks: course.exam.exam.tasks, submissions: submissionsOf(github, course) };
}

async function repositorySource(repository: string, examPath: string): Promise<Source> {
  const { GITHUB_TOKEN, GH_TOKEN, GITHUB_API_URL: apiUrl } = process.env;
  const token = GITHUB_TOKEN || GH_TOKEN;
  const github = connect({ ...(token && { token }), ...(apiUrl !== undefined && { apiUrl }) });
  const commit = await findExam(github, repository);
  const { tasks } = (await fetchExam(github, commit, examPath)).exam;
  return { tasks, submissions: fromPullRequests(github, commit.repository, tasks) };
}

/** Without an identity, fingerprints are good for this one run. */
async function compare(
  submissions: AsyncIterable<Submitted>,
  tasks: readonly Task[],
  { keyFile }: Options,
  seen: (submitted: Submitted) => void,
): Promise<Copies> {
  const identity = keyFile === undefined ? undefined : new TextDecoder().decode(await readInput(keyFile));
  const key = identity === undefined ? randomBytes(32) : await likenessKey(identity);
  return findCopies(submissions, tasks, key, seen);
}

async function withSpinner<T>(work: (seen: (submitted: Submitted) => void) => Promise<T>): Promise<T> {
  const spinner = ora({ isSilent: !process.stderr.isTTY }).start('Reading submissions');
  let count = 0;
  const seen = ({ candidate, where }: Submitted) => {
    count += 1;
    spinner.text = `${count} read, the last one by ${printable(candidate)} (${printable(where)})`;
  };
  return work(seen).finally(() => spinner.stop());
}

function unclear(): FivefoldError {
  const message = 'One of these is needed, and not two: a folder of submissions, --repository, --grader.';
  const hint = 'For example: fivefold copies --repository school/exam';
  return new FivefoldError({ code: 'file/unreadable', message, hint });
}

/** Fingerprints in place of weights: a name for each model, which says nothing without the key. */
function toJson({ models, unread, likenesses }: Copies): string {
  const named = ({ tensors, ...model }: Fingerprint) => ({ ...model, fingerprint: nameOf(tensors) });
  const alike = likenesses.map((likeness) => ({ ...likeness, models: likeness.models.map(named) }));
  const told = { schema: 'fivefold/copies/1', models: models.map(named), likenesses: alike, unread };
  return JSON.stringify(told, null, 2);
}

function table({ models, unread, likenesses }: Copies): string {
  const candidates = new Set(models.map(({ candidate }) => candidate)).size;
  const head = `${models.length} models of ${candidates} candidates, compared by their weights`;
  const tasks = [...Map.groupBy(likenesses, ({ task }) => task)];
  const found = tasks.map(([task, alike]) => [task, ...alike.map(likenessLine)].join('\n'));
  const none = likenesses.length === 0 ? ['No two candidates submitted the same weights.'] : [];
  const rest = unread.length === 0 ? [] : [['Not read', ...unread.map(unreadLine)].join('\n')];
  return [head, ...found, ...none, ...rest].join('\n\n');
}

function likenessLine(likeness: Likeness): string {
  return `  ${kindText(likeness).padEnd(22)}  ${likeness.models.map(modelText).join(', ')}`;
}

function kindText(likeness: Likeness): string {
  if (likeness.kind === 'part') return `${Math.round(100 * likeness.share)} % of the weights`;
  return likeness.isCommon ? 'the same, by many' : 'the same weights';
}

function modelText({ candidate, where }: Pick<Fingerprint, 'candidate' | 'where'>): string {
  return printable(candidate === where || candidate.endsWith(where) ? candidate : `${candidate} (${where})`);
}

function unreadLine({ task, why, ...whose }: Copies['unread'][number]): string {
  return `  ${task}  ${modelText(whose)}: ${printable(why)}`;
}
