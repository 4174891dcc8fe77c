import { RequestError } from 'octokit';
import { type ErrorCode, FivefoldError } from '../domain/errors.ts';
import type { Repository } from '../domain/submission.ts';

/** `owner/name`. */
export function nameOf({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

/** A refusal for want of a permission, as opposed to a rate limit, which has the same status. */
export function isForbidden(error: unknown): boolean {
  return (
    error instanceof RequestError && (error.status === 401 || (error.status === 403 && !isRateLimit(error)))
  );
}

/**
 * "Not now", in whichever words: the primary limit, secondary ones, and "abuse detection" on older servers. Taken for
 * "never", it would hide a candidate's history, and with it the limits that are counted there.
 */
export function isRateLimit({ status, message, response }: RequestError): boolean {
  const { 'retry-after': retryAfter, 'x-ratelimit-remaining': remaining } = response?.headers ?? {};
  if (status === 429 || retryAfter !== undefined || remaining === '0') return true;
  return /\brate limit\b|\babuse detection\b/i.test(message);
}

/** Nothing there, or nothing that this token may see: GitHub does not tell the two apart. */
export function isNotFound(error: unknown): boolean {
  return error instanceof RequestError && (error.status === 404 || error.status === 410);
}

/** Whatever a request threw, as an error with a code. `what` reads like `file abc123 of owner/name`. */
export function toGitHubError(error: unknown, what: string): FivefoldError {
  if (error instanceof FivefoldError) return error;
  return new FivefoldError({ ...describe(error), message: messageOf(error, what) }, { cause: error });
}

function describe(error: unknown): { code: ErrorCode; hint: string } {
  if (isNotFound(error)) {
    return {
      code: 'github/not-found',
      hint: 'Check that it exists and that the token may see it: private repositories need `contents: read`.',
    };
  }
  if (isForbidden(error)) {
    return { code: 'github/forbidden', hint: 'Give the token `contents: read` on the repository.' };
  }
  return { code: 'github/unreachable', hint: 'Run the grading again in a few minutes.' };
}

function messageOf(error: unknown, what: string): string {
  if (isNotFound(error)) return `GitHub has no ${what}, or does not show it to this token.`;
  if (isForbidden(error)) return `GitHub does not let this token read ${what}.`;
  const status = error instanceof RequestError && error.response ? ` (HTTP ${error.status})` : '';
  return `GitHub did not answer when asked for ${what}${status}.`;
}
