import { sizeOf, type Tensor } from '../domain/tensor.ts';
import { formatValue } from './judge.ts';
import type { Diagnosis, Study } from './study.ts';

/** Nearer to the repeated values than a fifth of the way to the truth: a forecast of its own is nowhere near. */
const MAX_DISTANCE = 0.2;

/**
 * A forecast that only repeats what it was given: the last value, or those of a day ago. It looks well on a plot and
 * knows nothing.
 */
export const repeatsItself: Diagnosis = {
  id: 'repeats-itself',
  look: (study) => {
    const best = closest(study);
    if (!best || best.distance > MAX_DISTANCE) return undefined;
    const what =
      best.lag === 1 ? 'the last value it was given' : `what it was given ${best.lag} steps before`;
    return {
      evidence: `The forecast repeats ${what}: its distance from that is ${formatValue(100 * best.distance)} % of the truth's.`,
      advice:
        'Compare with the naive forecast: predict the change instead of the value, scale the inputs, and train for longer.',
    };
  },
};

interface Repetition {
  readonly lag: number;
  /** How far the forecast is from it, as a multiple of how far the truth is. */
  readonly distance: number;
}

/** Inputs `[rows, steps, channels]` and values `[rows, horizon]` or `[rows, horizon, channels]`. */
function closest({ inputs, labels, answer, task }: Study): Repetition | undefined {
  if (answer.kind !== 'predicted' || task.output.kind !== 'values') return undefined;
  if (inputs.dtype === 'string' || inputs.shape.length !== 3) return undefined;
  const [, steps = 1, channels = 1] = inputs.shape;
  const repetitions = Array.from({ length: steps }, (_, i) => i + 1).flatMap((lag) =>
    channelsFor(labels, channels).map((channel) => {
      const naive = repeat(inputs, labels, lag, channel);
      return { lag, distance: distanceOf(answer.predictions, naive) / distanceOf(labels, naive) };
    }),
  );
  return repetitions
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance)[0];
}

/** `undefined`: each output channel repeats its own input channel. */
function channelsFor({ shape }: Tensor, channels: number): readonly (number | undefined)[] {
  const perStep = sizeOf(shape.slice(2));
  return perStep > 1 && perStep === channels ? [undefined] : Array.from({ length: channels }, (_, i) => i);
}

/** The seasonal naive forecast: the last `lag` steps of a channel, again and again. */
function repeat(inputs: Tensor, labels: Tensor, lag: number, channel: number | undefined): Float32Array {
  const [, steps = 1, channels = 1] = inputs.shape;
  const [, horizon = 1] = labels.shape;
  const perStep = sizeOf(labels.shape.slice(2));
  return Float32Array.from({ length: labels.data.length }, (_, i) => {
    const [row, step] = [Math.floor(i / (horizon * perStep)), Math.floor(i / perStep) % horizon];
    const at = row * steps + steps - lag + (step % lag);
    return inputs.data[at * channels + (channel ?? i % perStep)] ?? 0;
  });
}

function distanceOf({ data }: Tensor, naive: Float32Array): number {
  return naive.reduce((sum, value, i) => sum + Math.abs((data[i] ?? 0) - value), 0) / naive.length;
}
