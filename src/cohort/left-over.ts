/** Repositories that GitHub Classroom left behind in an organisation: `assignment-login`, one for each student. */
import type { Repository } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isNotFound, toGitHubError } from '../github/failure.ts';
import type { Student } from './student.ts';

export interface LeftOver {
  /** The roster, with the repository of everybody whose repository has another name than `assignment-login`. */
  readonly students: readonly Student[];
  /** People whose repository has that very name. */
  readonly usual: number;
  /** People whose repository has another one. */
  readonly others: readonly Student[];
  /** People without a repository. */
  readonly without: readonly Student[];
}

/**
 * Find everybody's repository for an assignment: a request for each hundred repositories of the account.
 *
 * @throws {FivefoldError} `github/*`
 */
export async function findLeftOver(
  github: GitHub,
  owner: string,
  assignment: string,
  students: readonly Student[],
): Promise<LeftOver> {
  const names = await repositoriesOf(github, owner);
  return matchRepositories(owner, assignment, names, students);
}

async function repositoriesOf(github: GitHub, owner: string): Promise<readonly string[]> {
  const page = { per_page: 100 } as const;
  try {
    const found = await github
      .paginate(github.rest.repos.listForOrg, { org: owner, ...page })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
        return github.paginate(github.rest.repos.listForUser, { username: owner, ...page });
      });
    return found.map(({ name }) => name);
  } catch (error) {
    throw toGitHubError(error, `the repositories of ${owner}`);
  }
}

/**
 * Who has which repository. GitHub Classroom appended a number where a name was taken, so that of several the one with the
 * highest number is the newest; a login that ends in such a number keeps its own.
 */
export function matchRepositories(
  owner: string,
  assignment: string,
  names: readonly string[],
  students: readonly Student[],
): LeftOver {
  const taken = new Map(names.map((name) => [name.toLowerCase(), name]));
  const own = new Set(students.map(({ login }) => usualName(assignment, login)));
  const numbered = newestByUsualName([...taken.keys()].filter((name) => !own.has(name)));
  const found = students.map((student) => {
    const usual = usualName(assignment, student.login);
    const newest = numbered.get(usual);
    return { student, name: taken.get(newest ?? usual), isUsual: newest === undefined };
  });
  const placed = found.map(({ student, name, isUsual }): Student => {
    if (name === undefined || isUsual) return student;
    const repository: Repository = { owner, name };
    return { ...student, repository };
  });
  return {
    students: placed,
    usual: found.filter(({ name, isUsual }) => name !== undefined && isUsual).length,
    others: placed.filter((_, i) => found[i]?.isUsual === false),
    without: placed.filter((_, i) => found[i]?.name === undefined),
  };
}

function usualName(assignment: string, login: string): string {
  return `${assignment}-${login}`.toLowerCase();
}

/** By the name without its number, the name with the highest one. */
function newestByUsualName(names: readonly string[]): ReadonlyMap<string, string> {
  const inOrder = names.toSorted((a, b) => numberOf(a) - numberOf(b));
  return new Map(
    inOrder.flatMap((name) => (NUMBERED.test(name) ? [[name.replace(NUMBERED, ''), name]] : [])),
  );
}

const NUMBERED = /-\d{1,3}$/;

function numberOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}
