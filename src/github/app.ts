import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { FivefoldError } from '../domain/errors.ts';
import { type ConnectOptions, type GitHub, open } from './client.ts';
import { isForbidden, isNotFound, toGitHubError } from './failure.ts';

/** What GitHub gave to whoever registered an App. */
export interface AppCredentials {
  /** Its id, or its client id. */
  readonly appId: string;
  /** PEM, as it was downloaded. Line breaks may be written as `\n`, as some secret stores keep them. */
  readonly privateKey: string;
}

/**
 * A client that speaks for an App where it is installed in one account. Its tokens live for an hour and are renewed when they
 * end, so that a sweep may take longer.
 *
 * @param owner of the repositories: an organisation or a user
 * @throws {FivefoldError} `github/forbidden` the key is none, or not this App's; `github/not-found` it is not installed there
 */
export async function connectApp(
  credentials: AppCredentials,
  owner: string,
  options: Omit<ConnectOptions, 'token'> = {},
): Promise<GitHub> {
  const auth = { appId: credentials.appId, privateKey: pem(credentials.privateKey) };
  const app = open({ authStrategy: createAppAuth, auth }, options);
  const installationId = await installationOf(app, owner);
  return open({ authStrategy: createAppAuth, auth: { ...auth, installationId } }, options);
}

async function installationOf(app: GitHub, owner: string): Promise<number> {
  try {
    const { data } = await app.rest.apps
      .getOrgInstallation({ org: owner })
      .catch((error: unknown) =>
        isNotFound(error) ? app.rest.apps.getUserInstallation({ username: owner }) : Promise.reject(error),
      );
    return data.id;
  } catch (error) {
    throw refusal(error, owner);
  }
}

function refusal(error: unknown, owner: string): FivefoldError {
  if (isForbidden(error)) return unusable(error);
  const { code, message, hint } = toGitHubError(error, `installation of the App at ${owner}`);
  const install = `Install the App in ${owner}, for all repositories (docs/classroom.md, "The App").`;
  return new FivefoldError(
    { code, message, hint: code === 'github/not-found' ? install : hint },
    { cause: error },
  );
}

/** Read once, so that a broken key is told as one. The reason is not passed on: it may quote the key. */
function pem(text: string): string {
  try {
    const key = createPrivateKey(text.replaceAll('\\n', '\n'));
    return key.export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    throw unusable();
  }
}

function unusable(cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'github/forbidden',
      message: 'GitHub does not take the id and the private key of the App.',
      hint: 'Store both as GitHub showed them: the App id, and the whole .pem file with its first and last line.',
    },
    { cause },
  );
}
