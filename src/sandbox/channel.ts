import { FormatError } from '../formats/format-error.ts';
import type { ByteSource } from './frame.ts';

/** The worker has sent less than it announced; how it ended is the news. */
export class EndedEarly extends FormatError {
  override readonly name = 'EndedEarly';
}

/**
 * The bytes that a worker sends, taken in the lengths that the host asks for. It holds one chunk beyond them, however much
 * the worker has to say.
 */
export class Channel implements ByteSource {
  #taken = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** How many bytes were taken, those of a last, unfinished part included. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * The next bytes.
   *
   * @param length believed: whoever calls has checked it
   * @throws {EndedEarly}
   */
  async take(length: number, memory: ArrayBufferLike = new ArrayBuffer(length)): Promise<Uint8Array> {
    const bytes = new Uint8Array(memory, 0, length);
    for await (const [part, filled] of this.#parts(length)) bytes.set(part, filled);
    return bytes;
  }

  /**
   * Read on, and keep nothing.
   *
   * @throws {EndedEarly}
   */
  async skip(length: number): Promise<void> {
    for await (const _part of this.#parts(length));
  }

  /** The next bytes as they arrive, each part with how many came before it. */
  async *#parts(length: number): AsyncGenerator<[Uint8Array, number]> {
    for (let filled = 0; filled < length; ) {
      const part = (await this.#next()).subarray(0, length - filled);
      if (part.length === 0) throw new EndedEarly(`${filled} bytes where ${length} were announced`);
      yield [part, filled];
      this.#rest = this.#rest.subarray(part.length);
      this.#taken += part.length;
      filled += part.length;
    }
  }

  /** @throws {FormatError} there is more */
  async end(): Promise<void> {
    if ((await this.#next()).length > 0) throw new FormatError('more bytes than were announced');
  }

  /** What has arrived and was not taken yet; empty at the end, and only then. */
  async #next(): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) break;
      this.#rest = value;
    }
    return this.#rest;
  }
}
