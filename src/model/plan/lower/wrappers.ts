import type { Layer } from '../../graph.ts';
import type { Lower } from '../lowering.ts';

/** The inner layer on every step, as if the steps were rows. */
export const lowerTimeDistributed: Lower<{ readonly inner: Layer }> = (x, { options: { inner }, plan }) => {
  const [steps, ...rest] = x.shape;
  if (steps === undefined) return undefined;
  const y = plan.inner(inner, x.viewed(rest, x.copies * steps));
  return y?.viewed([steps, ...y.shape], x.copies);
};

/** The inner layer: its weights were changed when the model was saved. */
export const lowerInner: Lower<{ readonly inner: Layer }> = (x, { options: { inner }, plan }) =>
  plan.inner(inner, x);
