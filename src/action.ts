/** The GitHub Action: a thin shell that turns the runner's environment into one typed object, and results back. */
import * as core from '@actions/core';
import { checkWithoutKey } from './action/check.ts';
import { type Environment, readEnvironment } from './action/environment.ts';
import { gradeWithKey } from './action/grade.ts';
import { fail } from './action/log.ts';
import { isPractice, submissionOf } from './action/submission.ts';
import { connect } from './github/client.ts';
import { PATIENCE, type Patience } from './github/patience.ts';

const CHECKOUT_WARNING =
  'This job has checked something out, and holds the key. The grader needs no checkout: remove it, or move it to a job ' +
  'without secrets (docs/threat-model.md, "For instructors").';

/** One job writes four times, which is not what GitHub asks a second between writes for; the candidate would wait for it. */
const UNPACED: Patience = { ...PATIENCE, paced: false };

async function run(environment: Environment): Promise<void> {
  const { event, apiUrl, token } = environment;
  if (environment.isBesideCheckout) core.warning(CHECKOUT_WARNING);
  if (event.kind === 'ignored') return core.notice(event.reason);
  const github = connect({ token, apiUrl, log: core.info, patience: UNPACED });
  const found = await submissionOf(event, github);
  if (environment.identity === '' && isPractice(found)) return checkWithoutKey(github, found, environment);
  return gradeWithKey(github, found, environment);
}

try {
  await run(readEnvironment());
} catch (error) {
  fail(error);
}
