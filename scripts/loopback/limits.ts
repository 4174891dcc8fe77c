import { type Answer, at, type Incoming, parsed, refusal } from './http.ts';

/** GitHub's limits, which the emulator does not know. */
const MAX_COMMENT_CHARACTERS = 65_536;
const MAX_CHECK_BYTES = 65_535;
const MAX_ANNOTATIONS = 50;

/** What refuses a body that is too large, in GitHub's words. */
export function checkLimits({ method, path, ...request }: Incoming): Answer | undefined {
  if (method !== 'POST' && method !== 'PATCH') return undefined;
  if (/\/issues\/(?:\d+\/comments|comments\/\d+)$/.test(path)) return checkComment(parsed(request));
  if (/\/check-runs(?:\/\d+)?$/.test(path)) return checkOutput(at(parsed(request), 'output'));
  return undefined;
}

function checkComment(body: unknown): Answer | undefined {
  const text = at(body, 'body');
  if (typeof text !== 'string' || [...text].length <= MAX_COMMENT_CHARACTERS) return undefined;
  const message = `Body is too long (maximum is ${MAX_COMMENT_CHARACTERS} characters)`;
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return refusal(422, 'Validation Failed', { errors });
}

function checkOutput(output: unknown): Answer | undefined {
  for (const field of ['summary', 'text']) {
    const value = at(output, field);
    const bytes = typeof value === 'string' ? Buffer.byteLength(value) : 0;
    if (bytes <= MAX_CHECK_BYTES) continue;
    return refusal(
      422,
      `Invalid request.\n\nOnly ${MAX_CHECK_BYTES} characters are allowed; ${bytes} were supplied.`,
    );
  }
  const annotations = at(output, 'annotations');
  if (!Array.isArray(annotations) || annotations.length <= MAX_ANNOTATIONS) return undefined;
  const supplied = annotations.length;
  return refusal(
    422,
    `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${supplied} were supplied.`,
  );
}
