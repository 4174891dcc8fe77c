import { Octokit } from 'octokit';
import { REQUEST_TIMEOUT_MS } from '../domain/limits.ts';
import { type Log, PATIENCE, type Patience, withPatience } from './patience.ts';

export type { Log } from './patience.ts';

/** The one HTTP client. Typed requests: `github.rest.*` or `github.request('GET /…')`. */
export type GitHub = Octokit;

export interface ConnectOptions {
  readonly token?: string;
  /** `https://api.github.com` unless given; GitHub Enterprise and tests have their own. */
  readonly apiUrl?: string;
  /** Silent unless given. */
  readonly log?: Log;
  readonly patience?: Patience;
}

/**
 * A client for GitHub's REST API: waits as `retry-after` and the rate limit ask, repeats what failed for a passing
 * reason a bounded number of times, leaves a second between writes as GitHub asks, and never follows a hung request.
 */
export function connect({ token, ...options }: ConnectOptions = {}): GitHub {
  return open(token === undefined ? {} : { auth: token }, options);
}

/** How Octokit proves who asks. */
type Authentication = Pick<NonNullable<ConstructorParameters<typeof Octokit>[0]>, 'auth' | 'authStrategy'>;

/** The same client for whoever proves it otherwise than by a token. */
export function open(
  authentication: Authentication,
  { apiUrl, log, patience = PATIENCE }: Omit<ConnectOptions, 'token'>,
): GitHub {
  const github = new Octokit({
    userAgent: 'fivefold',
    log: QUIET,
    ...authentication,
    ...(apiUrl !== undefined && { baseUrl: apiUrl.replace(/\/+$/, '') }),
    // Octokit's own retries ignore `retry-after` on 5xx answers and repeat POSTs; `withPatience` does neither.
    retry: { enabled: false },
    throttle: { enabled: patience.paced, onRateLimit: never, onSecondaryRateLimit: never },
  });
  github.hook.wrap('request', (request, options) =>
    withPatience({ method: options.method, url: options.url }, patience, log, async () => {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      return request({ ...options, request: { ...options.request, signal } });
    }),
  );
  return github;
}

const silent = (): void => {};
const never = (): boolean => false;
const QUIET = { debug: silent, info: silent, warn: silent, error: silent };
