import type { Task } from '../domain/exam.ts';
import type { InputTensor, Tensor } from '../domain/tensor.ts';
import type { NpyArray } from '../formats/npy.ts';
import { naiveText, type Rubric, rubricOf } from './rubric.ts';
import type { Answers, DataFile, Encoded, Part, PerPart, Shares, Source } from './source.ts';

import { statement } from './statement.ts';

export type { Part } from './source.ts';

/** A task as `exam.yml` could describe it, but for the hidden set that has yet to be encrypted. */
export interface Proposal extends Omit<Task, 'hidden' | 'weight'> {
  /** What the provisional thresholds stand on, for people. */
  readonly provenance: string;
}

/** Inputs and labels of one part, in the model contract. */
export interface PackedPart {
  readonly inputs: NpyArray | InputTensor;
  readonly labels: Tensor;
}

export interface PackedTask {
  readonly parts: PerPart<PackedPart>;
  /** What candidates get beside `train.npz` and `sample.npz`; paths from `tasks/<task>/`. */
  readonly files: readonly DataFile[];
  readonly proposal: Proposal;
}

/** Divide a source by a secret, and make of it what an exam needs. Equal sources and secrets give equal bytes. */
export function packTask(
  source: Source,
  { id, title, shares, secret }: { id: string; title: string; shares: Shares; secret: string },
): PackedTask {
  const division = source.divide(shares, secret);
  const encoded = source.encode(division);
  const { answers } = source;
  const part = (name: Part): PackedPart => ({
    inputs: encoded.inputs[name],
    labels: labelsOf(answers, division[name]),
  });
  const rubric = rubricOf(answers, division, encoded);
  const proposal = { id, title, ...contractOf(id, encoded, rubric) };
  const classes = answers.kind === 'classes' ? [classesFile(answers.names)] : [];
  return {
    parts: { train: part('train'), sample: part('sample'), hidden: part('hidden') },
    files: [...encoded.files, ...classes, statement(source.kind, proposal)],
    proposal,
  };
}

function contractOf(id: string, encoded: Encoded, rubric: Rubric): Omit<Proposal, 'id' | 'title'> {
  const { text, ...input } = encoded.input;
  const { output, metric, thresholds } = rubric;
  return {
    input: text ? { ...input, text: { vocabulary: `tasks/${id}/${text.vocabulary}` } } : input,
    output,
    metric,
    thresholds,
    provenance: `provisional: 10, 40, 65 and 85 % of the way from guessing (${naiveText(rubric)}) to perfect; fivefold calibrate measures them`,
  };
}

/** Class indices `[rows]`, or values `[rows, …]`. */
function labelsOf(answers: Answers, part: readonly number[]): Tensor {
  if (answers.kind === 'classes') {
    const data = Int32Array.from(part, (index) => answers.labels[index] ?? 0);
    return { dtype: 'int32', shape: [part.length], data };
  }
  const data = Float32Array.from(part.flatMap((index) => answers.labels[index] ?? []));
  return { dtype: 'float32', shape: [part.length, ...answers.shape], data };
}

/** Line n, from 0, names class n. */
function classesFile(names: readonly string[]): DataFile {
  return { path: 'classes.txt', content: `${names.join('\n')}\n` };
}
