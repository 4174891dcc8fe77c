import { DIAGNOSES, errorOf, judge, needsRun, type Study, type Trial, type Tried } from './diagnose/index.ts';
import type { Finding } from './domain/check.ts';
import type { OutputContract } from './domain/exam.ts';
import { DIAGNOSE_TIMEOUT_MS } from './domain/limits.ts';
import type { PredictionOutcome } from './domain/prediction.ts';
import type { InputTensor } from './domain/tensor.ts';

/** Runs the model of a study again, in the sandbox, for so long at most. */
export type Rerun = (
  inputs: InputTensor,
  output: OutputContract,
  timeoutMs: number,
) => Promise<PredictionOutcome>;

/**
 * What is probably wrong with a model. Of all that was tried, only what explains it best: who mends that and checks again
 * sees what is left. A model that has reached the highest score is not tried, and none for longer than
 * {@link DIAGNOSE_TIMEOUT_MS}.
 */
export async function findingsOf(study: Study, rerun: Rerun): Promise<readonly Finding[]> {
  const explanation = isAtTheTop(study) ? undefined : await explain(study, rerun);
  const seen = DIAGNOSES.flatMap((diagnosis) => {
    if (!('look' in diagnosis) || (diagnosis.symptom && explanation)) return [];
    const found = diagnosis.look(study);
    return found ? [{ diagnosis: diagnosis.id, ...found }] : [];
  });
  return explanation ? [explanation, ...seen] : seen;
}

async function explain(study: Study, rerun: Rerun): Promise<Finding | undefined> {
  const end = performance.now() + DIAGNOSE_TIMEOUT_MS;
  let best: { readonly finding: Finding; readonly errorLeft: number } | undefined;
  for (const diagnosis of DIAGNOSES) {
    if (!('trials' in diagnosis)) continue;
    const tried = await tryAll(study, diagnosis.trials(study), rerun, end);
    const explanation = judge(study, tried);
    if (!explanation || (best && explanation.errorLeft >= best.errorLeft)) continue;
    const { errorLeft, ...found } = explanation;
    best = { finding: { diagnosis: diagnosis.id, ...found }, errorLeft };
    if (isTop(study, errorLeft)) break;
  }
  return best?.finding;
}

/** One at a time: each run takes a core, and another task's model may be running beside it. */
async function tryAll(
  study: Study,
  trials: readonly Trial[],
  rerun: Rerun,
  end: number,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const trial of trials) {
    const made = await make(study, trial, rerun, end - performance.now());
    if (made) tried.push(made);
  }
  return tried;
}

/** A model that fails a trial has shown that it is not the explanation; so has one for which no time is left. */
async function make(study: Study, trial: Trial, rerun: Rerun, timeoutMs: number): Promise<Tried | undefined> {
  const predictions = needsRun(trial) ? await runTrial(study, trial, rerun, timeoutMs) : answered(study);
  if (!predictions) return undefined;
  return { trial, predictions: trial.read ? trial.read(predictions) : predictions };
}

async function runTrial({ inputs, task }: Study, trial: Trial, rerun: Rerun, timeoutMs: number) {
  if (timeoutMs <= 0) return undefined;
  const outcome = await rerun(trial.inputs ?? inputs, trial.output ?? task.output, timeoutMs);
  return outcome.kind === 'predicted' ? outcome.predictions : undefined;
}

function answered({ answer }: Study) {
  return 'predictions' in answer ? answer.predictions : undefined;
}

function isAtTheTop(study: Study): boolean {
  return study.answer.kind === 'predicted' && isTop(study, errorOf(study, study.answer.value));
}

/** Enough for the highest score: nothing is left to explain. */
function isTop(study: Study, error: number): boolean {
  return error <= errorOf(study, study.task.thresholds[5]);
}
