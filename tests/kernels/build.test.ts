import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileSources } from '../../scripts/kernels.ts';

const BINARY = new URL('../../src/kernels/kernels.wasm', import.meta.url);
/** Ids of sections. Source: WebAssembly Core Specification, 5.5.2 */
const [CUSTOM, IMPORT, DATA] = [0, 2, 11];
const HEADER_BYTES = 8;

describe('kernels.wasm', () => {
  it('is what the sources compile to (or run `npm run kernels` and commit it)', async () => {
    const compiled = await compileSources();
    expect(Buffer.from(compiled).equals(await readFile(BINARY))).toBe(true);
  });

  it('brings no data of its own: every thread would write it into the memory that all share', async () => {
    const ids = sectionsOf(await readFile(BINARY));
    expect(ids).toContain(IMPORT);
    expect(ids).not.toContain(DATA);
    expect(ids).not.toContain(CUSTOM);
  });
});

function sectionsOf(binary: Uint8Array): readonly number[] {
  const ids: number[] = [];
  for (let at = HEADER_BYTES; at < binary.length; ) {
    ids.push(binary[at] ?? CUSTOM);
    const { value, next } = readLeb128(binary, at + 1);
    at = next + value;
  }
  return ids;
}

function readLeb128(binary: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = from, shift = 0; ; at++, shift += 7) {
    const byte = binary[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}
