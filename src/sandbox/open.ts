import { availableParallelism } from 'node:os';
import { MAX_THREADS } from '../domain/limits.ts';
import type { PredictionOutcome } from '../domain/prediction.ts';
import { type Engine, WASM } from './engine.ts';
import { UNPROVEN } from './exit.ts';
import { DEFAULT_LIMITS, type Job, predict } from './host.ts';
import { planRuns } from './plan.ts';
import { type SandboxLimits, type Staging, startWorker } from './process.ts';
import { Session } from './session.ts';
import { Turns } from './turns.ts';

/** Where the models of one submission run. Whatever they do, none changes how another ends. */
export interface Sandbox {
  /**
   * @param timeoutMs that this model may take, where it is not what every model may
   * @returns always: checked predictions, or the first reason that ended it
   */
  predict(job: Job, timeoutMs?: number): Promise<PredictionOutcome>;
  /** Nothing runs any more. */
  close(): Promise<void>;
}

/** What a test may put in the place of what is. */
export interface SandboxStaging extends Staging {
  readonly threads?: number;
}

/**
 * A process for all models of a submission, started at once, so that it is ready when the first hidden set is. Models come as they
 * are asked for, are read one after the other, and compute on threads beside each other. Should the process die, fall
 * silent or exceed a bound, every model that it has not answered for is tried again in a process of its own.
 *
 * @param limits of one model, and of all together
 */
export function openSandbox(
  limits: SandboxLimits = DEFAULT_LIMITS,
  engine: Engine = WASM,
  staging: SandboxStaging = {},
): Sandbox {
  const shared = begin(limits, engine, staging, engine.revectorise ?? true).catch(() => undefined);
  const turns = new Turns(planRuns().atOnce);
  return {
    predict: async (job, timeoutMs = limits.timeoutMs) => {
      const together = await (await shared)?.predict(job);
      return together ?? turns.take(() => predict(job, { ...limits, timeoutMs }, engine, staging));
    },
    close: async () => (await shared)?.close(),
  };
}

/** Begin once more without what the worker could not prove. */
async function begin(
  limits: SandboxLimits,
  engine: Engine,
  { threads = threadsHere(), ...staging }: SandboxStaging,
  revectorise: boolean,
): Promise<Session | undefined> {
  const worker = await startWorker(limits, engine, { ...staging, crew: { threads, revectorise } });
  const session = await Session.begin(worker, limits);
  if (session instanceof Session) return session;
  const isUnproven = revectorise && session.code === UNPROVEN;
  return isUnproven ? begin(limits, engine, { threads, ...staging }, false) : undefined;
}

function threadsHere(): number {
  return Math.min(availableParallelism(), MAX_THREADS);
}
