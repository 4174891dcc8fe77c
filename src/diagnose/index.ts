import { classOrder } from './class-order.ts';
import { colourOrder } from './colour-order.ts';
import { constant } from './constant.ts';
import { inputScale } from './input-scale.ts';
import { inputShape } from './input-shape.ts';
import { labelsOffByOne } from './labels-off-by-one.ts';
import { logits } from './logits.ts';
import { outputShape } from './output-shape.ts';
import { overFitting } from './over-fitting.ts';
import { paddingSide } from './padding-side.ts';
import { repeatsItself } from './repeats-itself.ts';
import type { Diagnosis } from './study.ts';
import { tokens } from './tokens.ts';
import { tooSlow } from './too-slow.ts';
import { unit } from './unit.ts';

export { binomialInterval } from './binomial.ts';
export { intervalOf } from './bootstrap.ts';
export { type Explanation, errorOf, judge, type Tried } from './judge.ts';
export { firstRows } from './rows.ts';
export { type Answer, type Diagnosis, type Measure, needsRun, type Study, type Trial } from './study.ts';
export { viewOf } from './view.ts';

/** Every fault that is looked for, those that need no further run of the model first. */
export const DIAGNOSES: readonly Diagnosis[] = [
  tooSlow,
  logits,
  labelsOffByOne,
  classOrder,
  unit,
  repeatsItself,
  overFitting,
  outputShape,
  inputShape,
  inputScale,
  colourOrder,
  tokens,
  paddingSide,
  constant,
];
