import { rowsAt } from '../domain/tensor.ts';
import { errorOf } from './judge.ts';
import { halves, mapped } from './rows.ts';
import type { Diagnosis, Study, Trial } from './study.ts';

/** A conversion has to explain nearly as much as the best straight line does. */
const NEARLY = 1.5;

/** A model that is only a little off has another fault. */
const HALF_OF_THE_ERROR = 0.5;

interface Conversion {
  readonly what: string;
  readonly of: (value: number) => number;
}

/** What people forget to turn back. */
const CONVERSIONS: readonly Conversion[] = [
  ...[1_000, 100, 60, 3.6].flatMap((factor) => [
    { what: `multiplied by ${factor}`, of: (value: number) => value * factor },
    { what: `divided by ${factor}`, of: (value: number) => value / factor },
  ]),
  { what: 'converted from °F to °C', of: (value) => (value - 32) / 1.8 },
  { what: 'converted from °C to °F', of: (value) => 1.8 * value + 32 },
  { what: 'converted from K to °C', of: (value) => value - 273.15 },
  { what: 'converted from °C to K', of: (value) => value + 273.15 },
  { what: 'turned back from logarithms (`expm1`)', of: Math.expm1 },
  { what: 'turned back from logarithms (`exp`)', of: Math.exp },
];

/** Numbers in another unit than the labels: thousands, Fahrenheit, logarithms, or standardised for training. */
export const unit: Diagnosis = { id: 'unit', trials };

function trials(study: Study): readonly Trial[] {
  const { answer, task, labels } = study;
  if (answer.kind !== 'predicted' || task.output.kind !== 'values') return [];
  const { even, odd } = halves(labels.shape[0] ?? 0);
  const fitted = leastSquares(rowsAt(answer.predictions, even).data, rowsAt(labels, even).data);
  const errorAfter = ({ of }: Conversion) =>
    errorOf(study, study.measure(mapped(answer.predictions, of), labels));
  const bound = NEARLY * errorAfter(fitted.line);
  const candidates = [...CONVERSIONS, fitted.standardised, fitted.factor, fitted.offset, fitted.line];
  const first = candidates.find((conversion) => errorAfter(conversion) <= bound);
  return first ? [trialOf(first, odd)] : [];
}

function trialOf({ what, of }: Conversion, heldOut: readonly number[]): Trial {
  return {
    what: `With predictions ${what}`,
    advice:
      'Answer in the unit of the labels: turn back inside the model what was done to them before training (`Rescaling`).',
    read: (p) => mapped(p, of),
    heldOut,
    demand: HALF_OF_THE_ERROR,
  };
}

/** Conversions that are not known beforehand, by least squares. */
function leastSquares(predictions: ArrayLike<number>, labels: ArrayLike<number>) {
  const [p, y] = [momentsOf(predictions), momentsOf(labels)];
  const joint = meanOf(predictions, (value, i) => value * (labels[i] ?? 0));
  const slope = p.deviation === 0 ? 0 : (joint - p.mean * y.mean) / p.deviation ** 2;
  const factor = p.square === 0 ? 1 : joint / p.square;
  const offset = y.mean - p.mean;
  return {
    standardised: {
      what: "turned back from standardised labels (times the labels' deviation, plus their mean)",
      of: (value: number) => value * y.deviation + y.mean,
    },
    factor: { what: `multiplied by ${short(factor)}`, of: (value: number) => value * factor },
    offset: {
      what: `${offset < 0 ? 'lowered' : 'raised'} by ${short(Math.abs(offset))}`,
      of: (value: number) => value + offset,
    },
    line: {
      what: `multiplied by ${short(slope)}, plus ${short(y.mean - slope * p.mean)}`,
      of: (value: number) => slope * value + y.mean - slope * p.mean,
    },
  };
}

function momentsOf(values: ArrayLike<number>) {
  const mean = meanOf(values, (value) => value);
  const square = meanOf(values, (value) => value ** 2);
  return { mean, square, deviation: Math.sqrt(Math.max(square - mean ** 2, 0)) };
}

function meanOf(values: ArrayLike<number>, of: (value: number, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i] ?? 0, i);
  return sum / values.length;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
