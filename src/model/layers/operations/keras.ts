import { ARITHMETIC } from './arithmetic.ts';
import { INDEXING } from './indexing.ts';
import { LINEAR_ALGEBRA } from './linear-algebra.ts';
import { NEURAL } from './neural.ts';
import type { Operation } from './operation.ts';
import { REDUCTIONS } from './reductions.ts';
import { SHAPES } from './shapes.ts';

/** Every operation, family by family, by the name of Keras 3's class. */
export const KERAS = {
  ...ARITHMETIC,
  ...REDUCTIONS,
  ...SHAPES,
  ...INDEXING,
  ...LINEAR_ALGEBRA,
  ...NEURAL,
} as const satisfies Record<string, Operation>;

export const KERAS_OPERATIONS: ReadonlyMap<string, Operation> = new Map(Object.entries(KERAS));
