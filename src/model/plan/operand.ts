import { sizeOf } from '../../domain/tensor.ts';

/** Numbers that some step of a plan writes and others read: a piece of the arena, once it has its place there. */
export class Piece {
  /** Of one row. */
  readonly bytes: number;
  #home: Piece | undefined;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** The piece that this one lies in: itself, or the one it takes over. */
  get home(): Piece {
    return this.#home === undefined ? this : this.#home.home;
  }

  /** Lies where another lies from now on, whose numbers nobody needs any more. */
  takeOver(other: Piece): void {
    this.#home = other.home;
  }
}

export type DType = 'float32' | 'int32' | 'bool';

/** A tensor as a plan knows it before any number is there. Numbers are float32, whole ones too; booleans are bytes. */
export class Operand {
  readonly piece: Piece;
  /** Without the batch dimension. */
  readonly shape: readonly number[];
  /** How many tensors of this shape each row has: inside TimeDistributed, one for each step. */
  readonly copies: number;
  readonly dtype: DType;
  /** The Keras mask that travels on it: a byte for each step, 0 where it does not count. */
  readonly mask: Operand | undefined;

  constructor(given: Omit<Operand, 'size' | 'last' | 'viewed' | 'masked'>) {
    this.piece = given.piece;
    this.shape = given.shape;
    this.copies = given.copies;
    this.dtype = given.dtype;
    this.mask = given.mask;
  }

  static make(shape: readonly number[], copies: number, dtype: DType = 'float32'): Operand {
    const bytes = copies * sizeOf(shape) * (dtype === 'bool' ? 1 : Float32Array.BYTES_PER_ELEMENT);
    return new Operand({ piece: new Piece(bytes), shape, copies, dtype, mask: undefined });
  }

  /** Numbers of one copy. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Size of the last axis. */
  get last(): number {
    return this.shape.at(-1) ?? 1;
  }

  /** The same numbers in another shape, unmasked. */
  viewed(shape: readonly number[], copies = this.copies): Operand {
    return new Operand({ ...this, shape, copies, mask: undefined });
  }

  masked(mask: Operand | undefined): Operand {
    return new Operand({ ...this, mask });
  }
}

export const isOperand = (x: unknown): x is Operand => x instanceof Operand;
