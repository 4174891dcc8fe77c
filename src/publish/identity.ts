import type { GitHub } from '../github/client.ts';
import { isForbidden } from '../github/failure.ts';

/** Whom every `GITHUB_TOKEN` speaks for. */
export const ACTIONS_BOT = 'github-actions[bot]';

/**
 * The login under which a token writes. A user's token says so itself; an installation token may not ask
 * (`GET /user` answers 403), and in a workflow it is `GITHUB_TOKEN` unless the caller knows its App.
 *
 * @param appSlug of the App whose installation token this is, when it is another than GitHub Actions
 */
export async function loginOf(github: GitHub, appSlug?: string): Promise<string> {
  if (appSlug !== undefined) return `${appSlug}[bot]`;
  try {
    return (await github.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (isForbidden(error)) return ACTIONS_BOT;
    throw error;
  }
}
