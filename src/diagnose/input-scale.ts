import type { Tensor } from '../domain/tensor.ts';
import { mapped } from './rows.ts';
import { type Diagnosis, fitsContract, type Study, type Trial } from './study.ts';

/** The largest value of a byte, as pictures hold them. */
const BYTE = 255;

/**
 * Trained on numbers of another size than the task gives: the commonest fault of all, because it trains well and fails
 * only at the exam.
 */
export const inputScale: Diagnosis = { id: 'input-scale', trials };

function trials(study: Study): readonly Trial[] {
  const { inputs } = study;
  if (inputs.dtype !== 'float32' || !fitsContract(study)) return [];
  const [low, high] = rangeOf(inputs.data);
  const isPicture = inputs.shape.length >= 3 && low >= 0 && high <= BYTE;
  return [...(isPicture ? rescaled(inputs, high > 1) : []), standardised(inputs)];
}

/** Pictures come from 0 to 255 or from 0 to 1, and models expect either, or −1 to 1, or ink where paper is. */
function rescaled(inputs: Tensor, isBytes: boolean): readonly Trial[] {
  const top = isBytes ? BYTE : 1;
  const other = isBytes
    ? { what: 'With inputs divided by 255', layer: 'Rescaling(1 / 255)', factor: 1 / BYTE }
    : { what: 'With inputs multiplied by 255', layer: 'Rescaling(255)', factor: BYTE };
  const centre = isBytes ? 'Rescaling(1 / 127.5, offset=-1)' : 'Rescaling(2, offset=-1)';
  return [
    { what: other.what, advice: begin(other.layer), inputs: mapped(inputs, (x) => x * other.factor) },
    {
      what: 'With inputs scaled to −1 … 1',
      advice: begin(centre),
      inputs: mapped(inputs, (x) => (2 * x) / top - 1),
    },
    {
      what: `With inputs inverted (${top} − x)`,
      advice: begin(`Rescaling(-1, offset=${top})`),
      inputs: mapped(inputs, (x) => top - x),
    },
  ];
}

function standardised(inputs: Tensor): Trial {
  const columns = inputs.shape.length > 1 ? (inputs.shape.at(-1) ?? 1) : 1;
  const moments = momentsOf(inputs.data, columns);
  return {
    what: "With inputs standardised by the sample's own mean and deviation",
    advice: begin('Normalization', ', adapted to the training inputs as the task gives them'),
    inputs: mapped(inputs, (x, i) => {
      const { mean, deviation } = moments[i % columns] ?? { mean: 0, deviation: 1 };
      return (x - mean) / deviation;
    }),
  };
}

/** What was done before the first layer has to be done inside the model. */
function begin(layer: string, how = ''): string {
  return `The task gives inputs unscaled: begin the model with \`${layer}\`${how}, or train on them as they are.`;
}

function rangeOf(data: Tensor['data']): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Mean and deviation of each column; a column that never changes has a deviation of 1. */
function momentsOf(data: Tensor['data'], columns: number) {
  const moments = Array.from({ length: columns }, () => ({ sum: 0, squares: 0 }));
  for (let i = 0; i < data.length; i++) {
    const moment = moments[i % columns];
    const value = data[i] ?? 0;
    if (!moment) continue;
    moment.sum += value;
    moment.squares += value ** 2;
  }
  const rows = data.length / columns;
  return moments.map(({ sum, squares }) => {
    const mean = sum / rows;
    return { mean, deviation: Math.sqrt(Math.max(squares / rows - mean ** 2, 0)) || 1 };
  });
}
