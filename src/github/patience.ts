import { setTimeout as sleep } from 'node:timers/promises';
import { RequestError } from 'octokit';
import { MAX_RETRIES, MAX_RETRY_WAIT_MS } from '../domain/limits.ts';
import { isRateLimit } from './failure.ts';

/** Receives one line without secrets, for every wait. */
export type Log = (line: string) => void;

/** How long to wait and how often to try again. */
export interface Patience {
  readonly retries: number;
  /** Wait before the first retry when GitHub names none; grows with the square of the attempt. */
  readonly backoffMs: number;
  /** A longer wait than this is a failure. */
  readonly maxWaitMs: number;
  /** Leave a second between writes (docs.github.com, "Best practices for using the REST API"). */
  readonly paced: boolean;
}

export const PATIENCE: Patience = {
  retries: MAX_RETRIES,
  backoffMs: 1_000,
  maxWaitMs: MAX_RETRY_WAIT_MS,
  paced: true,
};

/** GitHub: "wait for at least one minute" when a secondary limit names no time. */
const SECONDARY_LIMIT_WAIT_MS = 60_000;

interface Target {
  readonly method: string;
  readonly url: string;
}

/** Run a request, again and again while it fails for a reason that passes. */
export async function withPatience<T>(
  target: Target,
  patience: Patience,
  log: Log | undefined,
  request: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const waitMs =
        attempt < patience.retries ? waitFor(error, target.method, attempt, patience) : undefined;
      if (waitMs === undefined || waitMs > patience.maxWaitMs) throw error;
      log?.(`${target.method} ${target.url}: ${statusOf(error)}; trying again in ${waitMs / 1_000} s.`);
      await sleep(waitMs);
    }
  }
}

/** How long to wait before the next attempt; `undefined` when another attempt is pointless or unsafe. */
function waitFor(error: unknown, method: string, attempt: number, patience: Patience): number | undefined {
  if (!(error instanceof RequestError)) return undefined;
  const limited = error.status === 429 || error.status === 403;
  if (!limited && error.status < 500) return undefined;
  const asked = waitAskedFor(error.response?.headers ?? {});
  if (asked !== undefined) return asked;
  // A 403 may also be a missing permission, which no waiting mends.
  if (limited) return isRateLimit(error) ? SECONDARY_LIMIT_WAIT_MS : undefined;
  // A POST that failed half way may have taken effect: repeating it could comment twice. Its caller looks first.
  return method === 'POST' ? undefined : patience.backoffMs * (attempt + 1) ** 2;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** `retry-after` (seconds or a date), or the moment at which an exhausted rate limit is renewed. */
function waitAskedFor(headers: Headers): number | undefined {
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) {
    const seconds = Number(retryAfter);
    return Math.max(0, Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(`${retryAfter}`) - Date.now());
  }
  if (headers['x-ratelimit-remaining'] !== '0') return undefined;
  const resetMs = Number(headers['x-ratelimit-reset']) * 1_000;
  // One second more, so that the attempt falls after the reset.
  return Number.isFinite(resetMs) ? Math.max(0, resetMs - Date.now()) + 1_000 : undefined;
}

function statusOf(error: unknown): string {
  return error instanceof RequestError ? `HTTP ${error.status}` : 'no answer';
}
