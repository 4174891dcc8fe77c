import pMap from 'p-map';
import { MAX_CONCURRENT_REQUESTS } from '../domain/limits.ts';
import type { GitHub } from '../github/client.ts';
import { isNotFound, toGitHubError } from '../github/failure.ts';
import { type Renamed, type Student, withLogins } from './roster.ts';

export interface Accounts {
  readonly students: readonly Student[];
  readonly renamed: readonly Renamed[];
  /** People whose account GitHub does not know, by name or by number. */
  readonly unknown: readonly Student[];
}

/**
 * Ask GitHub who everybody is: whoever has a number in the roster gets the login that goes with it now, everybody else gets their
 * number, so that a later renaming is noticed. A request for each person.
 *
 * @throws {FivefoldError} `github/*`
 */
export async function identify(github: GitHub, students: readonly Student[]): Promise<Accounts> {
  const ask = async (student: Student) => ({ student, account: await accountOf(github, student) });
  const asked = await pMap(students, ask, { concurrency: MAX_CONCURRENT_REQUESTS });
  const numbered = asked.map(({ student, account }) =>
    account ? { ...student, accountId: account.id } : student,
  );
  const logins = new Map(
    asked.flatMap(({ account }) => (account ? [[account.id, account.login] as const] : [])),
  );
  const unknown = asked.flatMap(({ student, account }) => (account ? [] : [student]));
  return { ...withLogins(numbered, logins), unknown };
}

interface Account {
  readonly id: number;
  readonly login: string;
}

async function accountOf(github: GitHub, { login, accountId }: Student): Promise<Account | undefined> {
  try {
    const { data } =
      accountId === undefined
        ? await github.rest.users.getByUsername({ username: login })
        : await github.rest.users.getById({ account_id: accountId });
    return { id: data.id, login: data.login };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toGitHubError(error, `the account ${login}`);
  }
}
