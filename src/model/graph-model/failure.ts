import { FivefoldError } from '../../domain/errors.ts';

const MAX_SHOWN = 80;

/** A name of the candidate's as a message shows it. */
export function shown(name: string): string {
  return name.slice(0, MAX_SHOWN);
}

/** A graph that TensorFlow itself would not have written. */
export function invalidGraph(message: string, where?: string, cause?: unknown): FivefoldError {
  const problem = {
    code: 'model/damaged' as const,
    message,
    hint: 'Save the model again, check that it loads in TensorFlow, and commit all of its files, unedited.',
    ...(where === undefined ? {} : { where: shown(where) }),
  };
  return new FivefoldError(problem, cause === undefined ? undefined : { cause });
}

export function forbidden(op: string, name: string): FivefoldError {
  return new FivefoldError({
    code: 'model/op-forbidden',
    message: `The operation "${shown(name)}" is ${shown(op)}, which reaches out of the model: to files, the network, processes or Python.`,
    hint: 'A submission may only compute with tensors. Remove the operation and save the model again.',
    where: shown(name),
  });
}

export function unsupported(
  op: string,
  name: string,
  why = 'which the grader cannot compute',
): FivefoldError {
  return new FivefoldError({
    code: 'model/op-unsupported',
    message: `The operation "${shown(name)}" is ${shown(op)}, ${why}.`,
    hint: 'Submit the Keras model itself, saved with `model.save("model.keras")`.',
    where: shown(name),
  });
}

export function tooLarge(what: string, limit: number): FivefoldError {
  return new FivefoldError({
    code: 'model/too-large',
    message: `The model's graph has ${what}; the limit is ${limit}.`,
    hint: 'Submit a smaller model, or the `.keras` file that it was exported from.',
  });
}
