import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.ts';
import { readNpz, writeNpz } from '../../src/formats/npz.ts';

const inputs = { dtype: '<f4', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
const labels = { dtype: '|u1', shape: [2], data: Uint8Array.of(0, 1) };

describe('.npz', () => {
  it('is read as it was written', () => {
    expect(Object.fromEntries(readNpz(writeNpz({ inputs, labels })))).toEqual({ inputs, labels });
  });

  it('is the same bytes every time, in every time zone', () => {
    const zone = process.env.TZ;
    const written = ['UTC', 'Pacific/Auckland', 'America/Los_Angeles'].map((tz) => {
      process.env.TZ = tz;
      return Buffer.from(writeNpz({ inputs, labels })).toString('hex');
    });
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(new Set(written).size).toBe(1);
  });

  it.each([
    ['is no zip', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1'), /not an \.npz/],
    ['is cut off', writeNpz({ inputs }).subarray(0, 100), /zip/],
    ['holds something other than arrays', zipSync({ 'a.txt': Uint8Array.of(1) }), /a\.txt in the \.npz/],
    ['holds a broken array, which it names', zipSync({ 'x.npy': Uint8Array.of(1) }), /^x\.npy: not an \.npy/],
    ['declares more than a gigabyte', declaring(writeNpz({ inputs }), 2 ** 31), /unfolds to more than/],
  ])('that %s is a FormatError', (_, file, message) => {
    expect(() => readNpz(file)).toThrow(FormatError);
    expect(() => readNpz(file)).toThrow(message);
  });
});

/** The archive with another uncompressed size in its central directory, which is where sizes are believed. */
function declaring(archive: Uint8Array, size: number): Uint8Array {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  const at = Array.from(bytes.keys()).findLast(
    (i) => i + 4 <= bytes.length && view.getUint32(i, true) === 0x02014b50,
  );
  view.setUint32((at ?? 0) + 24, size, true);
  return bytes;
}
