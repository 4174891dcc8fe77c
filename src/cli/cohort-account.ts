import { pace, UNHURRIED } from '../cohort/pace.ts';
import { FivefoldError } from '../domain/errors.ts';
import type { Repository } from '../domain/submission.ts';
import { connect, type GitHub } from '../github/client.ts';
import { loginOf } from '../publish/identity.ts';
import { type Keyed, keyed } from '../remembering.ts';
import { readInput } from './files.ts';
import { connectAs, readAccount } from './github.ts';

export interface Cohort {
  readonly repository: Repository;
  /** For the grader repository. */
  readonly home: GitHub;
  /** For the students' repositories. */
  readonly github: GitHub;
  /** Under which the latter writes. */
  readonly login: string;
}

/**
 * The App, or the token, of {@link readAccount} for the students' repositories; for the grader repository `GITHUB_TOKEN` where a
 * workflow has one beside it, so that neither may write where the other does.
 *
 * @throws {FivefoldError} `file/unreadable` no repository is named; `github/*`
 */
export async function connectCohort(name: string | undefined, env: NodeJS.ProcessEnv): Promise<Cohort> {
  const repository = repositoryIn(name ?? env.GITHUB_REPOSITORY ?? '');
  const own = env.GITHUB_TOKEN;
  const account = readAccount(env);
  const log = (line: string) => console.error(line);
  const github = await connectAs(account, repository.owner, log, UNHURRIED);
  pace(github);
  const isAnother = own && (account.app || account.token !== own);
  const { apiUrl } = account;
  const home = isAnother
    ? connect({ token: own, log, patience: UNHURRIED, ...(apiUrl !== undefined && { apiUrl }) })
    : github;
  if (home !== github) pace(home);
  const slug = account.app && (await github.rest.apps.getAuthenticated()).data?.slug;
  return { repository, home, github, login: await loginOf(github, slug) };
}

function repositoryIn(name: string): Repository {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(name) ?? [];
  if (owner && repo) return { owner, name: repo };
  const message = 'No grader repository is named.';
  const hint = 'For example: fivefold cohort status --repository school/spring-grader';
  throw new FivefoldError({ code: 'file/unreadable', message, hint });
}

/** The identity, which does not stay in the environment, and the keys that follow from it. */
export async function readIdentity(
  file: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly identity: string; readonly keys: Keyed }> {
  const identity =
    file === undefined ? (env.FIVEFOLD_IDENTITY ?? '') : new TextDecoder().decode(await readInput(file));
  delete env.FIVEFOLD_IDENTITY;
  return { identity, keys: await keyed(identity, []) };
}
