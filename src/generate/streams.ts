import { type Random, randomFrom } from './random.ts';

/** `train` and `sample` are published with the exam; `hidden` is what grades are made of. */
export type Split = 'train' | 'sample' | 'hidden';

/** Where a task's random numbers come from. */
export interface Streams {
  /** Fixes the distribution: shapes, coefficients, grammar. Public, and the same for all splits. */
  world(aspect: string): Random;
  /** One row's own stream, so that more rows never change earlier ones. */
  row(index: number): Random;
  /** Class of a row: every block of `classes` rows holds each class once, in an order of its own. */
  classOf(index: number, classes: number): number;
}

/**
 * @param seed the exam's public seed
 * @param secret the instructor's; rows of the hidden split cannot be drawn without it
 */
export function streamsOf(task: string, seed: string, split: Split, secret: string): Streams {
  const own = (...names: string[]) => randomFrom('fivefold/practice/1', seed, task, ...names);
  const rows = (...names: string[]) => own(split, secret, ...names);
  return {
    world: (aspect) => own('world', aspect),
    row: (index) => rows('row', String(index)),
    classOf: (index, classes) => {
      const order = rows('block', String(Math.floor(index / classes))).shuffle([...Array(classes).keys()]);
      return order[index % classes] ?? 0;
    },
  };
}
