import { FivefoldError } from '../domain/errors.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import { type ParsedScorecard, scorecardSchema } from './schema.ts';

/**
 * A scorecard as `fivefold grade --json` or the action's output `scorecard` wrote it.
 *
 * @param where names the text in messages: a path
 * @throws {FivefoldError} `file/malformed` it is not JSON, not a scorecard, or one of another version
 */
export function readScorecard(text: string, where: string): Scorecard {
  const parsed = scorecardSchema.safeParse(parseJson(text, where));
  if (parsed.success) return parsed.data satisfies ParsedScorecard;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'the document';
  throw malformed(where, `is not a scorecard of version 1 (${field}: ${issue?.message})`);
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(where, 'is not JSON', cause);
  }
}

function malformed(where: string, what: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'file/malformed',
      message: `${where} ${what}.`,
      hint: 'Give what `fivefold grade --json` wrote, or the output `scorecard` of the action.',
      where,
    },
    { cause },
  );
}
