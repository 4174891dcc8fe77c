import type { CheckResult } from '../domain/check.ts';
import { faultOf, toProblem } from '../domain/errors.ts';
import type { Scorecard } from '../domain/scorecard.ts';

/** What scripts may rely on. */
export const EXIT = { done: 0, submissionAtFault: 1, usage: 2, ourFault: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Files and options are the user's (2), data that are being packed included; models are the candidate's (1),
 * everything else is ours (3).
 */
export function exitCodeOf(error: unknown): ExitCode {
  const { code } = toProblem(error);
  if (/^(?:calibrate|dataset|engine|file|hidden|proof)\//.test(code)) return EXIT.usage;
  return faultOf(code) === 'candidate' ? EXIT.submissionAtFault : EXIT.ourFault;
}

/** A low score is a result; a model that could not be scored, or does not run, is a fault, whosever it is. */
export function exitCodeOfCard({ tasks }: Scorecard | CheckResult): ExitCode {
  if (tasks.some(({ kind }) => kind === 'failed')) return EXIT.ourFault;
  const atFault = tasks.some(({ kind }) => kind === 'rejected' || kind === 'stopped');
  return atFault ? EXIT.submissionAtFault : EXIT.done;
}
