import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FormatError } from '../../src/formats/format-error.ts';
import { type NpyArray, readNpy, toTensor, writeNpy } from '../../src/formats/npy.ts';

const control: NpyArray = { dtype: '<f4', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };

/** An `.npy` file with a header of the test's choice. */
function npy(header: string, data: ArrayLike<number> = [], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length, 0, 0, 0];
  return Uint8Array.of(
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    version,
    0,
    ...length,
    ...text,
    ...Array.from(data),
  );
}

function header(descr: string, shape: string, fortran = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
}

describe('readNpy', () => {
  it('reads what writeNpy writes', () => {
    expect(readNpy(writeNpy(control))).toEqual(control);
  });

  it('does not alias the file, whose offset need not be aligned', () => {
    const shifted = new Uint8Array([0, ...writeNpy(control)]).subarray(1);
    const { data } = readNpy(shifted);
    shifted.fill(0);
    expect(data).toEqual(control.data);
  });

  it.each([1, 2, 3])('reads version %d', (version) => {
    const { data, shape } = readNpy(npy(header('|u1', '(2,)'), [7, 9], version));
    expect({ data, shape }).toEqual({ data: Uint8Array.of(7, 9), shape: [2] });
  });

  it('reads Fortran order as C order', () => {
    const { data } = readNpy(npy(header('|u1', '(2, 3)', 'True'), [1, 4, 2, 5, 3, 6]));
    expect(data).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  it('reads big-endian numbers as native ones', () => {
    const { dtype, data } = readNpy(npy(header('>i4', '(1,)'), [0, 0, 1, 2]));
    expect({ dtype, data }).toEqual({ dtype: '<i4', data: Int32Array.of(258) });
  });

  it('reads a scalar and an array without elements', () => {
    expect(readNpy(npy(header('|i1', '()'), [255])).data).toEqual(Int8Array.of(-1));
    expect(readNpy(npy(header('<f4', '(0, 5)'))).data).toHaveLength(0);
  });

  it('reads and writes text of any language, and refuses what NumPy could not give back', () => {
    const text = { dtype: 'string', shape: [3], data: ['', 'ß İ', '😀\ufeff'] } as const;
    expect(readNpy(writeNpy(text))).toEqual({ ...text, dtype: '<U3' });
    expect(toTensor(readNpy(writeNpy(text)), 'string')).toEqual(text);
    expect(() => writeNpy({ dtype: 'string', shape: [1], data: ['a\0'] })).toThrow(FormatError);
    expect(() => readNpy(npy(header('<U1', '(1,)'), [0, 0xd8, 0, 0]))).toThrow('code point');
  });

  it('strips the padding of text but not its characters', () => {
    expect(readNpy(npy(header('|S4', '(2,)'), [0x61, 0, 0, 0, 0xc3, 0xa9, 0x62, 0])).data).toEqual([
      'a',
      'éb',
    ]);
    expect(readNpy(npy(header('<U2', '()'), [0x00, 0xf6, 1, 0, 0, 0, 0, 0])).data).toEqual(['😀']);
  });
});

describe('a hostile .npy', () => {
  const bytes = writeNpy(control);
  test.each([
    ['is empty', new Uint8Array(), /not an \.npy/],
    ['ends inside its header', bytes.subarray(0, 40), /cut off/],
    ['ends inside its data', bytes.subarray(0, -1), /6 × 4 bytes in a file with 23/],
    ['carries bytes after its data', new Uint8Array([...bytes, 0]), /25 bytes of data/],
    ['claims a petabyte', npy(header('<f4', '(1000000, 1000000, 1000)')), /bytes in a file with 0/],
    ['claims dimensions beyond every number', npy(header('<f4', `(${'9'.repeat(30)},)`)), /integers/],
    ['claims a negative dimension', npy(header('<f4', '(-1,)')), /would not write/],
    [
      'claims a header of 4 GiB',
      Uint8Array.of(...bytes.subarray(0, 6), 2, 0, 255, 255, 255, 255),
      /the limit is/,
    ],
    ['has a ninth dimension', npy(header('|u1', '(1,1,1,1,1,1,1,1,1)'), [1]), /9 dimensions; the limit is 8/],
    ['holds Python objects', npy(header('|O', '(1,)'), [0]), /Python objects/],
    ['holds records', npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}"), /structured/],
    ['holds complex numbers', npy(header('<c8', '(1,)'), new Uint8Array(8)), /'<c8'/],
    ['holds text of no width', npy(header('<U0', '(1000000000,)')), /'<U0'/],
    [
      'names a member of Object.prototype as its type',
      npy(header('<constructor', '(1,)'), [0]),
      /not one of/,
    ],
    [
      'contains code',
      npy("{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': ()}"),
      /would not/,
    ],
    ['repeats a key', npy("{'descr': '<f4', 'descr': '<f8', 'shape': ()}"), /would not write/],
    ['lacks a key', npy("{'descr': '<f4', 'shape': ()}"), /would not write/],
    ['adds a key', npy("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 'y'}"), /would not write/],
    [
      'goes on after the dictionary',
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': ()} + 1"),
      /would not write/,
    ],
    ['is of version 9', npy(header('|u1', '(1,)'), [1], 9), /version 9/],
    ['holds a code point beyond Unicode', npy(header('<U1', '()'), [0, 0, 255, 255]), /code point/],
    ['holds bytes that are not UTF-8', npy(header('|S1', '()'), [255]), /UTF-8/],
  ])('that %s is a FormatError', (_, file, message) => {
    expect(() => readNpy(file)).toThrow(FormatError);
    expect(() => readNpy(file)).toThrow(message);
  });

  it('never ends in anything but a FormatError, whatever bit is flipped', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        try {
          readNpy(flipped);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

describe('writeNpy', () => {
  it('writes tensors under NumPy names', () => {
    expect(readNpy(writeNpy({ dtype: 'int32', shape: [1], data: Int32Array.of(5) })).dtype).toBe('<i4');
  });

  it('pads the header so that the data are aligned to 64 bytes', () => {
    expect(writeNpy(control).length % 64).toBe(control.data.length * 4);
  });

  it('refuses elements that do not fill the shape, or are of another type', () => {
    expect(() => writeNpy({ ...control, shape: [7] })).toThrow(/6 elements do not fill/);
    expect(() => writeNpy({ ...control, dtype: '<f8' })).toThrow(/not of the type/);
    expect(() => writeNpy({ dtype: '<U1', shape: [1], data: ['ab'] })).toThrow(/8 bytes in 4/);
  });
});

describe('toTensor', () => {
  const array = (dtype: string, data: NpyArray['data']): NpyArray => ({ dtype, shape: [data.length], data });

  it.each([
    ['half precision', array('<f2', Float16Array.of(0.5, -2))],
    ['double precision', array('<f8', Float64Array.of(0.5, -2))],
  ])('takes %s to float32', (_, from) => {
    expect(toTensor(from, 'float32').data).toEqual(Float32Array.of(0.5, -2));
  });

  it('keeps NaN and infinities, which a later stage judges', () => {
    const { data } = toTensor(array('<f8', Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY)), 'float32');
    expect(data).toEqual(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY));
  });

  it('takes 64-bit integers, booleans and whole floats to int32', () => {
    expect(toTensor(array('<i8', BigInt64Array.of(-7n)), 'int32').data).toEqual(Int32Array.of(-7));
    expect(toTensor(array('|b1', Uint8Array.of(1, 0)), 'int32').data).toEqual(Int32Array.of(1, 0));
    expect(toTensor(array('<f4', Float32Array.of(3)), 'int32').data).toEqual(Int32Array.of(3));
  });

  it.each([
    ['a double beyond float32', array('<f8', Float64Array.of(1, 1e39)), 'float32', /1e\+39 at index 1/],
    ['an integer beyond int32', array('<u4', Uint32Array.of(2 ** 31)), 'int32', /2147483648 at index 0/],
    [
      'a fraction as an integer',
      array('<f4', Float32Array.of(0.5)),
      'int32',
      /0\.5 at index 0 is not a whole/,
    ],
    ['NaN as an integer', array('<f4', Float32Array.of(Number.NaN)), 'int32', /NaN at index 0/],
    ['text', array('<U1', ['a']), 'float32', /text where numbers/],
  ] as const)('refuses %s', (_, from, dtype, message) => {
    expect(() => toTensor(from, dtype)).toThrow(message);
  });
});
