import { placeOf } from '../secret.ts';
import type { PerPart, Shares } from '../source.ts';

/** How a series is cut: so many steps are seen, so many are forecast. */
export interface Windows {
  readonly window: number;
  readonly horizon: number;
}

/** First steps of windows, by part. */
export type Starts = PerPart<readonly number[]>;

/**
 * Cut a series into the past for training, what follows for the sample, and the end to be hidden. No step is in two parts. In
 * training, windows begin at every step; in the others, so that no step is forecast twice, at a step that the secret chooses.
 *
 * @param steps length of the series; a part that is shorter than one window and its horizon is empty
 */
export function windowStarts(
  steps: number,
  { window, horizon }: Windows,
  shares: Shares,
  secret: string,
): Starts {
  const sampleBegins = Math.round((steps * shares.train) / 100);
  const hiddenBegins = Math.round((steps * (shares.train + shares.sample)) / 100);
  const span = window + horizon;
  const every = (begin: number, end: number, stride: number, offset: number) => {
    const count = Math.max(0, Math.floor((end - begin - span - offset) / stride) + 1);
    return Array.from({ length: count }, (_, i) => begin + offset + i * stride);
  };
  const spread = (part: string, begin: number, end: number) => {
    const room = Math.max(0, Math.min(horizon - 1, end - begin - span));
    const offset = Number.parseInt(placeOf(secret, part).slice(0, 8), 16) % (room + 1);
    return every(begin, end, horizon, offset);
  };
  const shuffled = (starts: readonly number[]) =>
    starts.toSorted((a, b) => (placeOf(secret, 'order', `${a}`) < placeOf(secret, 'order', `${b}`) ? -1 : 1));
  return {
    train: every(0, sampleBegins, 1, 0),
    sample: shuffled(spread('sample', sampleBegins, hiddenBegins)),
    hidden: shuffled(spread('hidden', hiddenBegins, steps)),
  };
}
