import type { OutputContract } from '../domain/exam.ts';
import type { Predictions } from '../domain/prediction.ts';
import { formatShape, sizeOf } from '../domain/tensor.ts';
import { columnsOf } from './classes.ts';
import { floats, reshaped } from './rows.ts';
import type { Diagnosis, Trial } from './study.ts';

/** The answers are right and have another shape than the contract says. */
export const outputShape: Diagnosis = {
  id: 'output-shape',
  trials: ({ task: { output }, inputs, answer }) => {
    if (answer.kind !== 'refused' || answer.problem.code !== 'prediction/shape') return [];
    const ofKind = output.kind === 'classes' ? classes(output) : [];
    return [...ofKind, ...arranged(output), ...everyStep(output, inputs.shape)];
  },
};

function classes(output: OutputContract): readonly Trial[] {
  const columns = output.shape.at(-1) ?? 1;
  if (columns === 1)
    return [
      reading(output, [2], 'With the second of two columns alone', 'Dense(1, "sigmoid")', (p) =>
        columnsFrom(p, 1, 1),
      ),
    ];
  const softmax = `Dense(${columns}, "softmax")`;
  return [
    reading(output, [columns + 1], 'Without its first column', softmax, (p) => columnsFrom(p, 1, columns)),
    reading(output, [columns + 1], 'Without its last column', softmax, (p) => columnsFrom(p, 0, columns)),
    reading(output, [1], 'With its answer taken for the number of the class', softmax, (p) =>
      oneHot(p, columns),
    ),
    ...(columns === 2
      ? [reading(output, [1], 'With its answer taken for the probability of class 1', softmax, bothClasses)]
      : []),
  ];
}

/** A reading of the last dimension; labels from 1 to `n` make `n + 1` columns, the first of which is never right. */
function reading(
  output: OutputContract,
  last: readonly number[],
  what: string,
  layer: string,
  read: NonNullable<Trial['read']>,
): Trial {
  const advice = `End the model with \`${layer}\`, number the classes from 0, and train again.`;
  return { what, advice, output: { ...output, shape: [...output.shape.slice(0, -1), ...last] }, read };
}

/** The same numbers in another arrangement. */
function arranged(output: OutputContract): readonly Trial[] {
  const { shape } = output;
  const size = sizeOf(shape);
  const others = [[...shape, 1], ...(size > 1 ? [[1, ...shape], [size]] : [])].filter(
    (other) => other.join() !== shape.join(),
  );
  const advice = `End the model with \`Reshape((${shape.join(', ')},))\`.`;
  const same = others.map(
    (other): Trial => ({
      what: `With answers of ${formatShape(other)} taken as ${formatShape(shape)}`,
      advice,
      output: { ...output, shape: other },
      read: (p) => reshaped(p, shape),
    }),
  );
  return shape.length === 2 && shape[0] !== shape[1] ? [...same, turned(output)] : same;
}

function turned(output: OutputContract): Trial {
  const [steps = 1, channels = 1] = output.shape;
  const size = steps * channels;
  return {
    what: 'With the two dimensions of its answers exchanged',
    advice: 'End the model with `Permute((2, 1))`.',
    output: { ...output, shape: [channels, steps] },
    read: ({ shape: [rows = 0], data }) =>
      floats([rows, steps, channels], (i) => {
        const [step, channel] = [Math.floor((i % size) / channels), i % channels];
        return data[i - (i % size) + channel * steps + step] ?? 0;
      }),
  };
}

/** A recurrent layer that returns all its steps, where the last one is asked for. Pictures have no steps. */
function everyStep(output: OutputContract, inputs: readonly number[]): readonly Trial[] {
  const [, steps] = inputs;
  if (steps === undefined || inputs.length > 3 || output.shape.length !== 1) return [];
  const [size = 1] = output.shape;
  return [
    {
      what: 'With the last step of its answers alone',
      advice: 'Leave `return_sequences=True` out of the last recurrent layer.',
      output: { ...output, shape: [steps, size] },
      read: ({ shape: [rows = 0], data }) =>
        floats(
          [rows, size],
          (i) => data[(Math.floor(i / size) * steps + steps - 1) * size + (i % size)] ?? 0,
        ),
    },
  ];
}

/** `count` columns from `first` on. */
function columnsFrom(predictions: Predictions, first: number, count: number): Predictions {
  const columns = columnsOf(predictions);
  const { shape, data } = predictions;
  return floats(
    [...shape.slice(0, -1), count],
    (i) => data[Math.floor(i / count) * columns + first + (i % count)] ?? 0,
  );
}

function oneHot({ shape, data }: Predictions, columns: number): Predictions {
  return floats([...shape.slice(0, -1), columns], (i) =>
    Number(Math.round(data[Math.floor(i / columns)] ?? 0) === i % columns),
  );
}

function bothClasses({ shape, data }: Predictions): Predictions {
  return floats([...shape.slice(0, -1), 2], (i) => {
    const p = data[Math.floor(i / 2)] ?? 0;
    return i % 2 === 1 ? p : 1 - p;
  });
}
