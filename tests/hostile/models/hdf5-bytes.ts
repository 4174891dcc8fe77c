/**
 * Changes what libhdf5 would not write, in files of the oldest form, which have no checksums. Source: "HDF5 File Format
 * Specification 3.0", IV.A: object headers of version 1.
 */
const DATASPACE = 1;
const EXTERNAL_FILES = 7;
const LAYOUT = 8;
const FILTERS = 11;
/** Room that nothing uses yet. */
const NIL = 0;

const MESSAGE_HEADER_BYTES = 8;
const PREFIX_BYTES = 16;

interface Message {
  readonly type: number;
  /** Where its header begins. */
  readonly at: number;
  readonly data: Buffer;
}

/** A view of the bytes that edits the header of the dataset of this shape. */
export class DatasetHeader {
  readonly bytes: Buffer;
  readonly #messages: readonly Message[];

  constructor(file: Uint8Array, shape: readonly number[]) {
    this.bytes = Buffer.from(file);
    this.#messages = [...messagesAfter(this.bytes, dataspaceOf(this.bytes, shape))];
  }

  /** Other sizes, as 64 bits each. */
  resize(...sizes: readonly bigint[]): this {
    for (const [i, size] of sizes.entries()) {
      this.#data(DATASPACE).writeBigUInt64LE(size, 8 + 8 * i);
      this.#data(DATASPACE).writeBigUInt64LE(size, 8 + 8 * (sizes.length + i));
    }
    return this;
  }

  /** Where the numbers are, and how many bytes of them. */
  place(address: bigint, length: bigint): this {
    this.#data(LAYOUT).writeBigUInt64LE(address, 2);
    this.#data(LAYOUT).writeBigUInt64LE(length, 10);
    return this;
  }

  address(): bigint {
    return this.#data(LAYOUT).readBigUInt64LE(2);
  }

  /** Number of the one filter that its chunks go through. */
  filter(id: number): this {
    this.#data(FILTERS).writeUInt16LE(id, 8);
    return this;
  }

  /** Numbers that are said to lie in datasets of other files, in a list that is not there. */
  virtual(): this {
    this.#data(LAYOUT).writeUInt8(4, 0);
    this.#data(LAYOUT).writeUInt8(3, 1);
    return this;
  }

  /** Numbers in another file, whose name is the target of a link in this one. */
  external(path: string): this {
    const name = this.bytes.indexOf(`${path}\0`);
    const heap = this.bytes.lastIndexOf('HEAP', name);
    const list = Buffer.alloc(40);
    list.writeUInt8(1, 0);
    list.writeUInt16LE(1, 4);
    list.writeUInt16LE(1, 6);
    list.writeBigUInt64LE(BigInt(heap), 8);
    list.writeBigUInt64LE(BigInt(name) - this.bytes.readBigUInt64LE(heap + 24), 16);
    list.writeBigUInt64LE(16n, 32);
    this.#insert(EXTERNAL_FILES, list);
    return this.place(2n ** 64n - 1n, 16n);
  }

  #insert(type: number, data: Buffer): void {
    const { at, data: room } = this.#message(NIL);
    const rest = at + MESSAGE_HEADER_BYTES + data.length;
    this.bytes.writeUInt16LE(type, at);
    this.bytes.writeUInt16LE(data.length, at + 2);
    data.copy(this.bytes, at + MESSAGE_HEADER_BYTES);
    this.bytes.writeUInt16LE(room.length - data.length - MESSAGE_HEADER_BYTES, rest + 2);
  }

  #message(type: number): Message {
    const found = this.#messages.find((message) => message.type === type);
    if (found === undefined) throw new Error(`no message ${type}`);
    return found;
  }

  #data(type: number): Buffer {
    return this.#message(type).data;
  }
}

/** Its dataspace comes first: version 1, the rank, with greatest sizes. */
function dataspaceOf(bytes: Buffer, shape: readonly number[]): number {
  const sizes = Buffer.from(BigUint64Array.from([...shape, ...shape], BigInt).buffer);
  const at = bytes.indexOf(Buffer.concat([Buffer.from([1, shape.length, 1, 0, 0, 0, 0, 0]), sizes]));
  if (at < 0) throw new Error(`no dataset of ${shape}`);
  return at - MESSAGE_HEADER_BYTES;
}

function* messagesAfter(bytes: Buffer, first: number): Generator<Message> {
  const end = first + bytes.readUInt32LE(first - PREFIX_BYTES + 8);
  for (let at = first; at + MESSAGE_HEADER_BYTES <= end; ) {
    const size = bytes.readUInt16LE(at + 2);
    const from = at + MESSAGE_HEADER_BYTES;
    yield { type: bytes.readUInt16LE(at), at, data: bytes.subarray(from, from + size) };
    at = from + size;
  }
}
