import { MAX_BATCH_ROWS, MAX_BATCH_VALUES } from '../domain/limits.ts';

/** How many rows run together, by the numbers that one row has. */
export function rowsPerBatch(rowValues: number): number {
  return Math.max(1, Math.min(MAX_BATCH_ROWS, Math.floor(MAX_BATCH_VALUES / Math.max(rowValues, 1))));
}
