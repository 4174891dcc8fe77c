import { FivefoldError } from '../domain/errors.ts';
import { MAX_WASM_HEAP_BYTES } from '../domain/limits.ts';
import type { Address } from './exports.ts';

const PAGE_BYTES = 65_536;
/** A line of the cache. */
const ALIGNMENT = 64;
/** Where the kernels keep their coefficients: every instance writes the same ones there. */
export const CONSTANTS_BYTES = 1_024;

/**
 * One memory that all threads share, and who may use which part of it: everything is allocated once, one thing after the
 * other, and nothing is freed but all of it together.
 */
export class Workspace {
  readonly memory: WebAssembly.Memory;
  readonly #limit: number;
  #end = CONSTANTS_BYTES;

  constructor(maxBytes: number = MAX_WASM_HEAP_BYTES) {
    this.#limit = Math.min(maxBytes, MAX_WASM_HEAP_BYTES);
    const maximum = Math.ceil(MAX_WASM_HEAP_BYTES / PAGE_BYTES);
    this.memory = new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#end;
  }

  /**
   * Reserves bytes, which hold whatever they hold. Views made before stay valid.
   *
   * @throws {FivefoldError} model/too-large
   */
  allocate(bytes: number): Address {
    const address = this.#end;
    const end = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = end - this.memory.buffer.byteLength;
    if (end > this.#limit || (missing > 0 && !this.#grow(missing))) throw tooLarge(end, this.#limit);
    this.#end = end;
    return address;
  }

  /** Forgets everything that was allocated at this address or later. */
  release(address: Address): void {
    this.#end = Math.min(this.#end, address);
  }

  /** Allocates room for these numbers and writes them there. */
  store(values: ArrayLike<number>): Address {
    const address = this.allocate(values.length * Float32Array.BYTES_PER_ELEMENT);
    this.f32(address, values.length).set(values);
    return address;
  }

  f32(address: Address, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#buffer(), address, length);
  }

  i32(address: Address, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.#buffer(), address, length);
  }

  u8(address: Address, length: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#buffer(), address, length);
  }

  #buffer(): SharedArrayBuffer {
    return this.memory.buffer as unknown as SharedArrayBuffer;
  }

  #grow(bytes: number): boolean {
    try {
      this.memory.grow(Math.ceil(bytes / PAGE_BYTES));
      return true;
    } catch {
      return false;
    }
  }
}

function tooLarge(bytes: number, limit: number): FivefoldError {
  const mebibytes = (value: number): number => Math.ceil(value / 2 ** 20);
  return new FivefoldError({
    code: 'model/too-large',
    message: `The model needs ${mebibytes(bytes)} MiB to run; ${mebibytes(limit)} MiB are allowed.`,
    hint: 'Make the model smaller: fewer filters or units, or smaller pictures.',
  });
}
