import { FivefoldError } from '../../domain/errors.ts';
import { MAX_PROTO_DEPTH, MAX_PROTO_MESSAGES } from '../../domain/limits.ts';
import { damaged } from './failure.ts';

/** How a field is encoded: protobuf.dev/programming-guides/encoding#structure */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * A cursor over bytes that an attacker chose: nothing is read beyond their end, and nothing nests or repeats forever.
 * Everything throws {@link FivefoldError} `model/damaged`, messages without end `model/too-large`.
 */
export class Reader {
  /** Names the bytes in messages: `saved_model.pb`. */
  readonly what: string;
  readonly #bytes: Uint8Array;
  readonly #count: { messages: number };
  readonly #depth: number;
  #position = 0;

  constructor(bytes: Uint8Array, what: string, count = { messages: 0 }, depth = 0) {
    this.what = what;
    this.#bytes = bytes;
    this.#count = count;
    this.#depth = depth;
  }

  get done(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** A reader of the message that comes next. */
  enter(): Reader {
    const bytes = this.take(this.length());
    this.#count.messages += 1;
    if (this.#count.messages > MAX_PROTO_MESSAGES) throw tooManyMessages(this.what);
    if (this.#depth >= MAX_PROTO_DEPTH) {
      throw damaged(this.what, `nests deeper than ${MAX_PROTO_DEPTH} messages`);
    }
    return new Reader(bytes, this.what, this.#count, this.#depth + 1);
  }

  take(length: number): Uint8Array {
    const end = this.#position + length;
    if (end > this.#bytes.length) throw damaged(this.what, 'is cut off');
    const taken = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  view(length: number): DataView {
    const { buffer, byteOffset } = this.take(length);
    return new DataView(buffer, byteOffset, length);
  }

  /** A signed 64-bit integer. Beyond 2⁵³ it is inexact; only values that mean "no bound" are so large. */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.take(1)[0] ?? 0;
      const bits = byte & 0x7f;
      if (shift <= 28) low |= bits << shift;
      if (shift === 28) high |= bits >> 4;
      if (shift > 28) high |= bits << (shift - 32);
      if (byte < 0x80) return high * 2 ** 32 + (low >>> 0);
    }
    throw damaged(this.what, 'holds a number of more than 64 bits');
  }

  /** How many bytes follow. */
  length(): number {
    const length = this.varint();
    if (length < 0) throw damaged(this.what, 'is cut off');
    return length;
  }

  skip(wire: number): void {
    if (wire === WIRE.varint) this.varint();
    else if (wire === WIRE.fixed64) this.take(8);
    else if (wire === WIRE.bytes) this.take(this.length());
    else if (wire === WIRE.fixed32) this.take(4);
    else throw damaged(this.what, `uses the encoding number ${wire}, which TensorFlow does not write`);
  }

  /** The field that comes next must be encoded so. */
  expect(wire: number, expected: number): void {
    if (wire !== expected) throw damaged(this.what, 'holds a field of another type than TensorFlow writes');
  }
}

function tooManyMessages(what: string): FivefoldError {
  return new FivefoldError({
    code: 'model/too-large',
    message: `${what} holds more than ${MAX_PROTO_MESSAGES} messages in one part.`,
    hint: 'Submit a smaller model.',
    where: what,
  });
}
