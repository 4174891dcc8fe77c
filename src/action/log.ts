import * as core from '@actions/core';
import { FivefoldError, type Problem, toProblem } from '../domain/errors.ts';
import { helpUrl } from '../domain/help.ts';
import { ON_HIDDEN_ROWS } from '../domain/review.ts';
import { type Timing, timing } from '../watch.ts';

/** Room for any message of ours. */
const MAX_LOG_CHARACTERS = 2_000;

/** Says in the log how long each piece of work took. */
export const watch = timing((ended) => {
  core.info(lineOf(ended));
  complain(ended);
});

/** The same beside hidden rows: a public repository has public logs. Who debugs the exam sees everything. */
export const watchHidden = timing((ended) => {
  if (ON_HIDDEN_ROWS.has(ended.phase)) core.debug(lineOf(ended));
  else core.info(lineOf(ended));
  complain(ended);
});

function lineOf(ended: Timing): string {
  return `${whatOf(ended)}: ${Math.round(ended.ms)} ms`;
}

function whatOf({ phase, task }: Timing): string {
  return `${phase}${task ? ` ${task}` : ''}`;
}

/** Errors of our own kind reach the report; of anything else the report says only that we failed. */
function complain(ended: Timing): void {
  const { error } = ended;
  if (error && !(error instanceof FivefoldError)) core.error(`${whatOf(ended)}: ${printable(String(error))}`);
}

/** The job fails only for us and the instructor: a candidate's low score is a result, and stands in the check run. */
export function fail(error: unknown): void {
  core.setFailed(oneLine(toProblem(error)));
  if (core.isDebug()) core.debug(String(error instanceof Error ? error.stack : error));
}

export function oneLine({ code, message, hint }: Problem): string {
  return printable(`${message} ${hint} [${code}] ${helpUrl(code)}`);
}

/** A line that begins with `::`, or holds `##[`, is a command to the runner, and escape codes move the cursor. */
function printable(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll('##[', '## [');
  return line.slice(0, MAX_LOG_CHARACTERS);
}
