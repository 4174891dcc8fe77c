/**
 * A worker that has been taken over: it does what the path of its job names. Run by the tests in the worker's place.
 */
import { readFileSync, writeSync } from 'node:fs';
import { bytesOf, decodeFrame, encodeFrame, MAGIC } from '../../src/sandbox/frame.ts';

const MIB = 2 ** 20;
const PREDICTED = {
  kind: 'predicted',
  shape: [2],
  facts: { format: 'f', parameters: 1, layers: 1 },
  timing: { loadMs: 1, predictMs: 2.5 },
};
const VALUES = [bytesOf(Float32Array.of(1, 2))];

function send(...chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) {
    for (let sent = 0; sent < chunk.length; ) sent += writeSync(3, chunk, sent);
  }
}

/** A frame whose header is this text, whatever its length claims. */
function sendHeader(text: string, claimed = text.length): void {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, claimed, true);
  send(MAGIC, length, new TextEncoder().encode(text), ...VALUES);
}

function forever(work: () => void): never {
  for (;;) work();
}

/** Keep asking for memory until there is none; tell how much there was. */
function hoard(take: (kept: unknown[]) => void): void {
  const kept: unknown[] = [];
  try {
    forever(() => take(kept));
  } catch {
    const message = String(kept.length);
    send(...encodeFrame({ kind: 'failed', message }, []));
  }
}

const BLOCK = 16 * MIB;
/** Of TypeScript's libraries, only that of browsers knows it. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => WasmMemory };
  }
).WebAssembly;
const growing = new Memory({ initial: 0, maximum: 65_536 });

const ATTACKS: Readonly<Record<string, () => void>> = {
  answer: () => send(...encodeFrame(PREDICTED, VALUES)),
  'answer byte by byte': () => {
    for (const byte of Buffer.concat(encodeFrame(PREDICTED, VALUES))) send(Uint8Array.of(byte));
  },
  'array buffers': () => hoard((kept) => kept.push(new ArrayBuffer(BLOCK))),
  'wasm memory': () => hoard((kept) => kept.push(growing.grow(BLOCK / 2 ** 16))),
  'touched array buffers': () => hoard((kept) => kept.push(new Uint8Array(BLOCK).fill(1))),
  'touched wasm memory': () =>
    hoard((kept) => {
      kept.push(growing.grow(BLOCK / 2 ** 16));
      new Uint8Array(growing.buffer).fill(1);
    }),
  spin: () => forever(() => Math.random()),
  silence: () => send(MAGIC),
  'die before a word': () => process.exit(0),
  'die of a signal': () => {
    send(MAGIC);
    process.abort();
  },
  'half a header': () => send(MAGIC, Uint8Array.of(200, 0, 0, 0), Uint8Array.of(0x7b)),
  'half a payload': () => send(...encodeFrame(PREDICTED, [Uint8Array.of(1, 2, 3, 4, 5)])),
  'no payload': () => send(...encodeFrame(PREDICTED, [])),
  'two frames': () => send(...encodeFrame(PREDICTED, VALUES), ...encodeFrame(PREDICTED, VALUES)),
  'one byte more': () => send(...encodeFrame(PREDICTED, VALUES), Uint8Array.of(0)),
  'a rejection with a payload': () => send(...encodeFrame({ kind: 'exhausted' }, VALUES)),
  flood: () => {
    send(...encodeFrame(PREDICTED, VALUES));
    forever(() => send(new Uint8Array(MIB)));
  },
  'flood of zeros': () => forever(() => send(new Uint8Array(MIB))),
  'flood of complaints': () => {
    send(...encodeFrame(PREDICTED, VALUES).slice(0, 2));
    forever(() => writeSync(2, 'x'.repeat(MIB)));
  },
  'a header of 4 GiB': () => sendHeader('{}', 2 ** 32 - 1),
  'a shape of 2^53 rows': () => send(...encodeFrame({ ...PREDICTED, shape: [2 ** 53 - 1] }, VALUES)),
  'a key twice': () => sendHeader(JSON.stringify(PREDICTED).replace('"shape"', '"kind":"failed","shape"')),
  'minus zero': () => sendHeader(JSON.stringify(PREDICTED).replace('"layers":1', '"layers":-0')),
  infinity: () => sendHeader(JSON.stringify(PREDICTED).replace('"layers":1', '"layers":1e999')),
  'white space': () => sendHeader(` ${JSON.stringify(PREDICTED)}`),
};

const { header } = decodeFrame(readFileSync(0));
ATTACKS[(header as { readonly path: string }).path]?.();
process.exit(0);
