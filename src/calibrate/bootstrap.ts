import { integersFrom } from '../domain/integers.ts';

/** Draws of a bootstrap: the deviation of a deviation is then about 5 %. */
const DRAWS = 200;

/** Deviations above the mean that a normal variable exceeds once in a thousand draws. */
const BEYOND_DOUBT = 3.09;

export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** Mean and standard deviation (n − 1) of values; no deviation from a single one. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/**
 * How a metric varies with the choice of rows: measured on rows drawn with replacement (Efron 1979). The draws are the same in
 * every run.
 *
 * @param measure the metric on the rows of these indices
 */
export function bootstrap(rows: number, measure: (indices: readonly number[]) => number): Spread {
  const integer = integersFrom(rows);
  const draw = () => measure(Array.from({ length: rows }, () => integer(rows)));
  return spreadOf(Array.from({ length: DRAWS }, draw));
}

/**
 * How a metric varies when answers have nothing to do with the rows: measured against labels in another order.
 *
 * @param measure the metric of the answers of these rows against the labels in their own order
 */
export function shuffled(rows: number, measure: (indices: readonly number[]) => number): Spread {
  const integer = integersFrom(rows);
  const order = [...Array(rows).keys()];
  const draw = () => {
    for (let i = rows - 1; i > 0; i--) {
      const j = integer(i + 1);
      [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    return measure(order);
  };
  return spreadOf(Array.from({ length: DRAWS }, draw));
}

/** What values so distributed exceed once in a thousand times, on the better side. */
export function bound({ mean, deviation }: Spread, better: 'higher' | 'lower'): number {
  return better === 'higher' ? mean + BEYOND_DOUBT * deviation : mean - BEYOND_DOUBT * deviation;
}
