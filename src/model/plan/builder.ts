import { MAX_TENSOR_VALUES } from '../../domain/limits.ts';
import type { Arguments, Layer } from '../graph.ts';
import { type DType, Operand, type Piece } from './operand.ts';
import type { DraftKernelStep, DraftStep } from './step.ts';

/**
 * No plan can be made of this model, for a reason that need not be good: the plain executor runs it then, or says
 * what is wrong with it. Never leaves `plan/`.
 */
export class Unplannable extends Error {}

/** Takes down a layer of any kind. */
export type Apply = (layer: Layer, call: Arguments<Operand>, plan: Builder) => readonly Operand[];

/** A picture, and how many rows and columns of zeros lie before it. */
export interface Padding {
  readonly picture: Operand;
  readonly top: number;
  readonly left: number;
}

/** Takes down a plan's steps, one after the other. */
export class Builder {
  readonly steps: DraftStep[] = [];
  readonly #maxRowValues: number;
  readonly #apply: Apply;
  readonly #paddings = new Map<Piece, Padding>();

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

  /** Remembers that a picture is another one with zeros around it: who can read zeros where there is none need not wait for it. */
  notePadding(padded: Operand, padding: Padding): void {
    this.#paddings.set(padded.piece, padding);
  }

  paddingOf({ piece }: Operand): Padding | undefined {
    return this.#paddings.get(piece);
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
