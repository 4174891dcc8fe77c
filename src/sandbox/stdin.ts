import { read } from 'node:fs';
import { promisify } from 'node:util';
import { FormatError } from '../formats/format-error.ts';
import type { ByteSource } from './frame.ts';

const STDIN = 0;
const readInto = promisify(read);

/** What the host sends, read from the pipe straight into the memory it is meant for: rows may be hundreds of megabytes. */
export class Stdin implements ByteSource {
  /** The first byte of what comes next, where somebody has looked whether something does. */
  #ahead: Uint8Array | undefined;

  /** Whether the host has nothing more to say; known when it has said something, or closed the pipe. */
  async ended(): Promise<boolean> {
    if (this.#ahead !== undefined) return false;
    const byte = new Uint8Array(1);
    if ((await readInto(STDIN, byte, 0, 1, null)).bytesRead === 0) return true;
    this.#ahead = byte;
    return false;
  }

  /** @throws {FormatError} the host has ended in the middle */
  async take(length: number, memory: ArrayBufferLike = new ArrayBuffer(length)): Promise<Uint8Array> {
    const bytes = new Uint8Array(memory, 0, length);
    let filled = this.#takeAhead(bytes);
    while (filled < length) {
      const { bytesRead } = await readInto(STDIN, bytes, filled, length - filled, null);
      if (bytesRead === 0) throw new FormatError(`${filled} bytes where ${length} were announced`);
      filled += bytesRead;
    }
    return bytes;
  }

  #takeAhead(bytes: Uint8Array): number {
    if (this.#ahead === undefined || bytes.length === 0) return 0;
    bytes.set(this.#ahead);
    this.#ahead = undefined;
    return 1;
  }
}
