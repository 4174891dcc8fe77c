import { sizeOf, type Tensor } from '../domain/tensor.ts';
import { floats, reshaped } from './rows.ts';
import type { Diagnosis, Study, Trial } from './study.ts';

/** The model takes rows of another shape than the task gives: flattened, turned round, or one value too few or many. */
export const inputShape: Diagnosis = {
  id: 'input-shape',
  trials: ({ inputs, answer }: Study): readonly Trial[] => {
    if (answer.kind !== 'refused' || answer.problem.code !== 'model/input-mismatch') return [];
    if (inputs.dtype === 'string' || inputs.shape.length < 3) return [];
    return inputs.shape.length === 3 ? [flattened(inputs), transposed(inputs)] : pictures(inputs);
  },
};

function pictures(inputs: Tensor): readonly Trial[] {
  const channels = inputs.shape.at(-1) ?? 1;
  return [
    flattened(inputs),
    channelsFirst(inputs),
    channels === 1 ? coloured(inputs) : grey(inputs, channels),
  ];
}

function flattened(inputs: Tensor): Trial {
  return {
    what: 'With rows flattened to one dimension',
    advice: `Begin the model with \`Input(${tuple(inputs.shape.slice(1))})\` and \`Flatten()\`.`,
    inputs: reshaped(inputs, [sizeOf(inputs.shape.slice(1))]),
  };
}

function transposed(inputs: Tensor): Trial {
  const [rows = 0, steps = 1, channels = 1] = inputs.shape;
  const size = steps * channels;
  return {
    what: `With steps and channels exchanged, ${tuple([channels, steps])}`,
    advice: `Begin the model with \`Input(${tuple([steps, channels])})\` and \`Permute((2, 1))\`.`,
    inputs: floats([rows, channels, steps], (i) => {
      const [channel, step] = [Math.floor((i % size) / steps), i % steps];
      return inputs.data[i - (i % size) + step * channels + channel] ?? 0;
    }),
  };
}

function channelsFirst(inputs: Tensor): Trial {
  const [rows = 0, height = 1, width = 1, channels = 1] = inputs.shape;
  const size = height * width * channels;
  return {
    what: `With the channels first, ${tuple([channels, height, width])}`,
    advice: `Begin the model with \`Input(${tuple([height, width, channels])})\` and \`Permute((3, 1, 2))\`.`,
    inputs: floats([rows, channels, height, width], (i) => {
      const [channel, pixel] = [Math.floor((i % size) / (height * width)), i % (height * width)];
      return inputs.data[i - (i % size) + pixel * channels + channel] ?? 0;
    }),
  };
}

function coloured(inputs: Tensor): Trial {
  const row = [...inputs.shape.slice(1, -1), 3];
  return {
    what: 'With the grey value in three channels',
    advice: `Begin the model with \`Input(${tuple(inputs.shape.slice(1))})\` and \`Concatenate()([x, x, x])\`.`,
    inputs: floats([inputs.shape[0] ?? 0, ...row], (i) => inputs.data[Math.floor(i / 3)] ?? 0),
  };
}

function grey(inputs: Tensor, channels: number): Trial {
  const row = [...inputs.shape.slice(1, -1), 1];
  return {
    what: 'With the colours averaged to grey',
    advice: `Begin the model with \`Input(${tuple(inputs.shape.slice(1))})\`; a model that sees colours may do better.`,
    inputs: floats([inputs.shape[0] ?? 0, ...row], (i) => {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++) sum += inputs.data[i * channels + channel] ?? 0;
      return sum / channels;
    }),
  };
}

function tuple(shape: readonly number[]): string {
  return `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
}
