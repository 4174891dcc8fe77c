import { type AppCredentials, connectApp } from '../github/app.ts';
import { connect, type GitHub, type Log } from '../github/client.ts';
import type { Patience } from '../github/patience.ts';

/** Who asks, as the environment says. */
export interface Account {
  readonly app?: AppCredentials;
  readonly token?: string;
  /** GitHub Enterprise and tests have their own. */
  readonly apiUrl?: string;
}

/**
 * An App (`FIVEFOLD_APP_ID`, `FIVEFOLD_APP_KEY`) or a token (`FIVEFOLD_TOKEN`, else `GITHUB_TOKEN`, else `GH_TOKEN`). A workflow
 * that has no App passes empty texts, which count as nothing. What is secret does not stay in the environment.
 */
export function readAccount(environment: NodeJS.ProcessEnv): Account {
  const { FIVEFOLD_APP_ID: appId, FIVEFOLD_APP_KEY: privateKey, GITHUB_API_URL: apiUrl } = environment;
  const token = environment.FIVEFOLD_TOKEN || environment.GITHUB_TOKEN || environment.GH_TOKEN;
  delete environment.FIVEFOLD_APP_KEY;
  delete environment.FIVEFOLD_TOKEN;
  return {
    ...(appId && privateKey && { app: { appId, privateKey } }),
    ...(token && { token }),
    ...(apiUrl && { apiUrl }),
  };
}

/**
 * A client for the repositories of one account.
 *
 * @throws {FivefoldError} `github/*` as {@link connectApp}
 */
export async function connectAs(
  { app, ...options }: Account,
  owner: string,
  log?: Log,
  patience?: Patience,
): Promise<GitHub> {
  const heard = { ...(log && { log }), ...(patience && { patience }) };
  if (!app) return connect({ ...options, ...heard });
  const { apiUrl } = options;
  return connectApp(app, owner, { ...(apiUrl !== undefined && { apiUrl }), ...heard });
}
