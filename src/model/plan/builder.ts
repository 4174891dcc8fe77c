import { MAX_TENSOR_VALUES } from '../../domain/limits.ts';
import type { Arguments, Layer } from '../graph.ts';
import { type DType, Operand } from './operand.ts';
import type { DraftKernelStep, DraftStep } from './step.ts';

/**
 * No plan can be made of this model, for a reason that need not be good: the plain executor runs it then, or says
 * what is wrong with it. Never leaves `plan/`.
 */
export class Unplannable extends Error {}

/** Takes down a layer of any kind. */
export type Apply = (layer: Layer, call: Arguments<Operand>, plan: Builder) => readonly Operand[];

/** Takes down a plan's steps, one after the other. */
export class Builder {
  readonly steps: DraftStep[] = [];
  readonly #maxRowValues: number;
  readonly #apply: Apply;

  /** @param batchRows - that the plain executor would run together, whose bound on one tensor holds here, too */
  constructor(batchRows: number, apply: Apply) {
    this.#maxRowValues = MAX_TENSOR_VALUES / batchRows;
    this.#apply = apply;
  }

  /** A new tensor, as many of it as there are of another. */
  tensor(shape: readonly number[], { copies }: Pick<Operand, 'copies'>, dtype?: DType): Operand {
    const made = Operand.make(shape, copies, dtype);
    if (!shape.every((size) => size > 0) || made.size * copies > this.#maxRowValues) {
      throw new Unplannable(`a tensor of ${shape.join(' × ')}`);
    }
    return made;
  }

  /** @returns what the step writes first */
  add(step: Omit<DraftKernelStep, 'kind'>): Operand {
    this.steps.push({ kind: 'kernels', ...step });
    const [written] = step.writes;
    if (written === undefined) throw new Error('a step writes something');
    return written;
  }

  /** Forgets what was taken down on the way to nothing. */
  attempt<T>(run: () => T | undefined): T | undefined {
    const before = this.steps.length;
    const result = run();
    if (result === undefined) this.steps.length = before;
    return result;
  }

  /** A layer inside a layer, on one tensor without a mask. */
  inner(layer: Layer, x: Operand): Operand | undefined {
    const outputs = this.#apply(layer, { args: [x.masked(undefined)], kwargs: {} }, this);
    return outputs.length === 1 ? outputs[0] : undefined;
  }
}
