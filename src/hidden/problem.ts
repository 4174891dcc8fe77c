import { type ErrorCode, FivefoldError } from '../domain/errors.ts';

type HiddenCode = Extract<ErrorCode, `hidden/${string}`>;

/** What the instructor, or whoever runs the grader, can do about each failure. None costs the candidate anything. */
const HINTS: Record<HiddenCode, string> = {
  'hidden/key-missing': 'Store the age identity as a secret and pass it as the input `identity`.',
  'hidden/key-malformed':
    'An identity begins with AGE-SECRET-KEY-1 or AGE-SECRET-KEY-PQ-1; copy it whole, on one line.',
  'hidden/key-wrong': 'Use the identity whose recipient packed this set, or pack the set again.',
  'hidden/missing': 'Commit the encrypted set where exam.yml says, or correct `hidden` in exam.yml.',
  'hidden/unreachable': 'Run the grading again; if it happens twice, check that the address answers.',
  'hidden/hash-mismatch':
    'If the set was packed again, copy its new SHA-256 into exam.yml; if not, restore the file.',
  'hidden/damaged': 'Pack the set again and copy its new SHA-256 into exam.yml.',
  'hidden/too-large': 'Use fewer rows, or a smaller type: uint8 for pictures.',
  'hidden/malformed': 'Pack the set again; hidden-tests/README.md describes the format.',
  'hidden/wrong-exam': 'Pack the set for this exam, or correct `id` in exam.yml.',
  'hidden/wrong-task': 'Point this task at its own set in exam.yml; two tasks may have been swapped.',
  'hidden/wrong-shape': 'Make the set and the contract in exam.yml agree.',
};

/** A failure of this stage: the code decides the hint, the message says what happened. */
export function hiddenError(
  code: HiddenCode,
  message: string,
  context: { where?: string; cause?: unknown } = {},
) {
  const { where, cause } = context;
  const problem = { code, message, hint: HINTS[code], ...(where !== undefined && { where }) };
  return new FivefoldError(problem, cause === undefined ? undefined : { cause });
}

/** Without the size: it is not always known, as reading stops at the limit. */
export function tooLarge(maxBytes: number, where?: string): FivefoldError {
  const message = `The hidden set has more than ${maxBytes} bytes, which is the limit.`;
  return hiddenError('hidden/too-large', message, where === undefined ? {} : { where });
}
