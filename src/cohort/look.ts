import { type Problem, toProblem } from '../domain/errors.ts';
import type { GitHub } from '../github/client.ts';
import { toGitHubError } from '../github/failure.ts';
import { type Classroom, repositoryOf } from './classroom.ts';
import { SETTLED_MS } from './limits.ts';
import { askFor, type Directory, findPlace, headOf, type Listed, loginNow } from './places.ts';
import { vanished } from './problem.ts';
import type { Place, StudentRecord } from './record.ts';
import type { Student } from './student.ts';

/** What there is of a student at GitHub. */
export type Sight =
  | { readonly kind: 'seen'; readonly place: Place; readonly login: string }
  /** No repository yet. */
  | { readonly kind: 'absent'; readonly login: string }
  | { readonly kind: 'stuck'; readonly problem: Problem; readonly login: string };

export interface Looking {
  readonly github: GitHub;
  readonly directory: Directory;
  readonly classroom: Classroom;
  /** When the sweep began: ISO 8601, by GitHub's clock. */
  readonly now: string;
}

/** Look where a student submits. Never throws: whatever goes wrong here costs nobody else anything. */
export async function look(
  student: Student,
  record: StudentRecord | undefined,
  looking: Looking,
): Promise<Sight> {
  try {
    return await lookFor(student, record?.place, looking);
  } catch (error) {
    const what = `the repository of ${student.login}`;
    return { kind: 'stuck', problem: toProblem(toGitHubError(error, what)), login: student.login };
  }
}

async function lookFor(student: Student, known: Place | undefined, looking: Looking): Promise<Sight> {
  const { github, directory, classroom } = looking;
  const expected = repositoryOf(classroom, student);
  const found = await findPlace(github, directory, expected, known);
  if (found !== undefined) return seen(found, student.login, known, looking);
  const login = await renamed(github, student);
  const moved =
    login === undefined ? undefined : await askFor(github, repositoryOf(classroom, { ...student, login }));
  if (moved !== undefined && login !== undefined) return seen(moved, login, known, looking);
  if (known) throw vanished(known.repository);
  return { kind: 'absent', login: student.login };
}

/** Another login than that of the roster, where the roster has the number of the account. */
async function renamed(
  github: GitHub,
  { accountId, login, repository }: Student,
): Promise<string | undefined> {
  if (accountId === undefined || repository) return undefined;
  const now = await loginNow(github, accountId);
  return now?.toLowerCase() === login.toLowerCase() ? undefined : now;
}

async function seen(
  found: Listed | 'unchanged',
  login: string,
  known: Place | undefined,
  { github, classroom, now }: Looking,
): Promise<Sight> {
  const listed = found === 'unchanged' && known ? known : (found as Listed);
  const isSettled = known?.pushedAt !== undefined && ageMs(known.pushedAt, known.lookedAt) > SETTLED_MS;
  if (known && known.pushedAt === listed.pushedAt && isSettled) {
    return { kind: 'seen', place: { ...known, ...identityOf(listed) }, login };
  }
  const head = await headOf(github, {
    ...listed,
    ...(classroom.branch && { defaultBranch: classroom.branch }),
  });
  const { createdAt, pushedAt } = listed;
  const place: Place = {
    ...identityOf(listed),
    createdAt,
    lookedAt: now,
    ...(pushedAt !== undefined && { pushedAt }),
    ...(head && { head: head.sha, headAt: head.at }),
  };
  return { kind: 'seen', place, login };
}

function identityOf({ repository, id, defaultBranch, etag }: Listed) {
  const { owner, name } = repository;
  return { repository: { owner, name }, id, defaultBranch, ...(etag !== undefined && { etag }) };
}

function ageMs(earlier: string, later: string): number {
  return Date.parse(later) - Date.parse(earlier);
}
