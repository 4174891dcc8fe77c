import * as core from '@actions/core';
import { context } from '@actions/github';
import { FivefoldError } from '../domain/errors.ts';
import { type GradingEvent, readEvent } from '../event/index.ts';
import { secretsOf } from '../proof/index.ts';
import { type Engine, wasmEngine } from '../sandbox/engine.ts';
import { isBesideCheckout } from '../workspace.ts';

/** All that the runner's environment says. */
export interface Environment {
  readonly event: GradingEvent;
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly token: string;
  readonly identity: string;
  /** Signs scores; empty where nobody wants that. */
  readonly signingKey: string;
  /** A workflow of the course got the keys from a service that gives them to no other, in whosever repository it runs. */
  readonly isKeyOfCourse: boolean;
  readonly examPath: string;
  /** `owner/name@ref`, or empty: the repository that runs the workflow. */
  readonly examRepository: string;
  /** A folder of sealed results; empty where there is none. */
  readonly cache: string;
  readonly engine: Engine;
  /** Name of the artifact as which the workflow keeps the page; empty where it keeps none. */
  readonly artifact: string;
  /** Where people look at this run. */
  readonly runUrl: string;
  readonly summaryFile: string | undefined;
  readonly isBesideCheckout: boolean;
}

/** The keys are masked before anything can print them, and do not stay in the environment. */
export function readEnvironment(): Environment {
  const [identity, signingKey] = [core.getInput('identity'), core.getInput('signing-key')];
  for (const secret of [...secretLines(identity), ...secretsOf(signingKey)]) core.setSecret(secret);
  delete process.env.INPUT_IDENTITY;
  delete process.env['INPUT_SIGNING-KEY'];
  const options = { pullRequest: core.getInput('pull-request'), sha: context.sha };
  return {
    event: readEvent(context.eventName, context.payload, options),
    apiUrl: context.apiUrl,
    serverUrl: context.serverUrl,
    token: core.getInput('token') || missingToken(),
    identity,
    signingKey,
    isKeyOfCourse: core.getInput('key-held-by') === 'course',
    examPath: core.getInput('exam') || 'exam.yml',
    examRepository: core.getInput('exam-repository'),
    cache: core.getInput('cache'),
    engine: wasmEngine(process.env.FIVEFOLD_REVECTORISE),
    artifact: core.getInput('page'),
    runUrl: `${context.serverUrl}/${process.env.GITHUB_REPOSITORY}/actions/runs/${context.runId}`,
    summaryFile: process.env.GITHUB_STEP_SUMMARY,
    isBesideCheckout: isBesideCheckout(context.eventName, process.env.GITHUB_WORKSPACE),
  };
}

/** Comments of a key file are no secrets, and masking a `#` would deface the whole log. */
function secretLines(identity: string): readonly string[] {
  const lines = identity.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** An expression like `secrets.TOKEN` is empty where the secret is not to be had, and then there is no default. */
function missingToken(): never {
  throw new FivefoldError({
    code: 'github/forbidden',
    message: 'The input `token` is empty.',
    hint: "Leave it out to use the workflow's own token, or pass a secret that this event may read.",
  });
}
