/**
 * Which candidates submitted the same weights: every submission is fetched, every model is read in a process of its own,
 * and only fingerprints are kept. The sibling of `grade.ts` that looks at many, for the instructor alone: it publishes
 * nothing.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { type Problem, toProblem } from './domain/errors.ts';
import type { Task } from './domain/exam.ts';
import { MAX_MODELS_AT_ONCE } from './domain/limits.ts';
import type { Repository, Submission, SubmittedTask } from './domain/submission.ts';
import { fromPullRequest } from './event/index.ts';
import type { GitHub } from './github/client.ts';
import { nameOf, toGitHubError } from './github/failure.ts';
import { type Fingerprint, keyed, type Likeness, likenesses } from './likeness/index.ts';
import { digest } from './sandbox/host.ts';
import { fetchSubmission, readFolder } from './submission/index.ts';

/** Whose models, and where they are from. */
export interface Submitted {
  readonly candidate: string;
  /** `#7`, or the name of a folder. */
  readonly where: string;
  readonly submission: Submission;
}

/** A model that was submitted and could not be read: nothing can be said about it. */
export interface Unread {
  readonly candidate: string;
  readonly where: string;
  readonly task: string;
  readonly why: string;
}

export interface Copies {
  readonly models: readonly Fingerprint[];
  readonly unread: readonly Unread[];
  readonly likenesses: readonly Likeness[];
}

/**
 * Compare the models of all submissions, task by task. One submission is in memory at a time.
 *
 * @param key under which weights are compared: the same key gives the same fingerprints
 * @param seen called when a submission has been read
 */
export async function findCopies(
  submissions: AsyncIterable<Submitted>,
  tasks: readonly Task[],
  key: Uint8Array,
  seen: (submitted: Submitted) => void = () => {},
): Promise<Copies> {
  const models: Fingerprint[] = [];
  const unread: Unread[] = [];
  for await (const submitted of submissions) {
    const { candidate, where, submission } = submitted;
    const read = ({ id }: Task) => fingerprint(submission.get(id) ?? { kind: 'missing' }, key);
    const results = await pMap(tasks, read, { concurrency: MAX_MODELS_AT_ONCE });
    tasks.forEach(({ id: task }, i) => {
      const result = results[i];
      if (typeof result === 'string') unread.push({ candidate, where, task, why: result });
      else if (result) models.push({ candidate, where, task, tensors: result });
    });
    seen(submitted);
  }
  return { models, unread, likenesses: likenesses(models) };
}

/** The weights of a model, or why they could not be read; nothing where nothing was submitted. */
async function fingerprint(
  submitted: SubmittedTask,
  key: Uint8Array,
): Promise<Fingerprint['tensors'] | string | undefined> {
  if (submitted.kind === 'missing') return undefined;
  if (submitted.kind !== 'model') return inWords(submitted.problem);
  const outcome = await digest(submitted.model);
  switch (outcome.kind) {
    case 'digested':
      return keyed(outcome.tensors, key);
    case 'rejected':
      return inWords(outcome.problem);
    case 'stopped':
      return `Reading it was stopped: ${outcome.detail}.`;
    case 'failed':
      return inWords(toProblem(outcome.cause));
    default:
      return outcome satisfies never;
  }
}

function inWords({ message, code }: Problem): string {
  return `${message} [${code}]`;
}

/** Several people may have had a deleted account's name. */
const SOMEBODY_DELETED = 'ghost';

/**
 * What every pull request of a repository submits with its head, open or closed, oldest first.
 *
 * @throws {FivefoldError} `github/*`
 */
export async function* fromPullRequests(
  github: GitHub,
  repository: Repository,
  tasks: readonly Task[],
): AsyncGenerator<Submitted> {
  const { owner, name: repo } = repository;
  const all = { owner, repo, state: 'all', sort: 'created', direction: 'asc', per_page: 100 } as const;
  try {
    for await (const { data } of github.paginate.iterator(github.rest.pulls.list, all)) {
      for (const pull of data) {
        const ref = fromPullRequest('workflow_dispatch', pull);
        const where = `#${pull.number}`;
        const candidate = ref.candidate === SOMEBODY_DELETED ? `${ref.candidate} ${where}` : ref.candidate;
        yield { candidate, where, submission: await fetchSubmission(github, ref, tasks) };
      }
    }
  } catch (error) {
    throw toGitHubError(error, `the pull requests of ${nameOf(repository)}`);
  }
}

/** A folder of submissions, each in a folder that is called after its candidate. */
export async function* fromFolders(directory: string, tasks: readonly Task[]): AsyncGenerator<Submitted> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const name of names.sort()) {
    yield { candidate: name, where: name, submission: await readFolder(join(directory, name), tasks) };
  }
}
