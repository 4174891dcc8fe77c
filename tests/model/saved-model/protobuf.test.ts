import { describe, expect, it } from 'vitest';
import { MAX_PROTO_DEPTH, MAX_PROTO_MESSAGES } from '../../../src/domain/limits.ts';
import { crc32c, maskedCrc32c } from '../../../src/model/saved-model/crc32c.ts';
import {
  bool,
  decode,
  double,
  float,
  int,
  list,
  type Message,
  map,
  message,
  optional,
  string,
  type Type,
} from '../../../src/model/saved-model/protobuf.ts';
import { joined, record } from './write.ts';

describe('protocol buffers', () => {
  const sample = message({
    name: [1, string],
    count: [2, int],
    counts: [3, list(int)],
    entries: [4, map(string)],
    ratio: [5, float],
    exact: [6, double],
    flag: [7, bool],
    inner: [8, optional(() => message({ name: [1, string] }))],
  });

  it('are read by field, whatever the order, and skip what is not known', () => {
    const entry = record([1, 'key'], [2, 'value']);
    const bytes = record(
      [99, 'unknown'],
      [7, 1],
      [2, -5],
      [4, entry],
      [1, 'Größe'],
      [8, record([1, 'x'])],
      [98, 7],
    );
    expect(decode(sample, bytes, 'sample')).toEqual({
      name: 'Größe',
      count: -5,
      counts: [],
      entries: new Map([['key', 'value']]),
      ratio: 0,
      exact: 0,
      flag: true,
      inner: { name: 'x' },
    });
  });

  it('may pack lists of numbers, or not', () => {
    const packed = decode(sample, record([3, Uint8Array.of(1, 2, 0x80, 0x01)]), 'sample');
    const plain = decode(sample, record([3, 1], [3, 2], [3, 128]), 'sample');
    expect(packed.counts).toEqual([1, 2, 128]);
    expect(plain.counts).toEqual([1, 2, 128]);
  });

  it('hold numbers of four and eight bytes', () => {
    const fixed32 = joined([Uint8Array.of(0x2d), new Uint8Array(Float32Array.of(1.5).buffer)]);
    const fixed64 = joined([Uint8Array.of(0x31), new Uint8Array(Float64Array.of(2.5).buffer)]);
    expect(decode(sample, joined([fixed32, fixed64]), 'sample')).toMatchObject({ ratio: 1.5, exact: 2.5 });
  });

  it('hold integers of 64 bits', () => {
    for (const value of [0, 127, 128, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, -1, -(2 ** 31), -(2 ** 53) + 1]) {
      expect(decode(sample, record([2, value]), 'sample').count).toBe(value);
    }
  });

  it.each([
    ['with a field of another type', record([1, 5])],
    ['with a number of eleven bytes', Uint8Array.of(0x10, ...new Uint8Array(11).fill(0xff))],
    ['with a group, which is long deprecated', Uint8Array.of(0x0b)],
    ['that are cut off', record([1, 'name']).subarray(0, 4)],
  ])('%s are damaged', (_, bytes) => {
    expect(() => decode(sample, bytes, 'sample')).toThrow(expect.objectContaining({ code: 'model/damaged' }));
  });

  it('that nest too deeply are damaged', () => {
    interface Nest {
      readonly inner: Nest | undefined;
    }
    const nest: Message<Nest> = message({ inner: [1, optional((): Type<Nest> => nest)] });
    const nested = (levels: number) => {
      let bytes: Uint8Array = record();
      for (let i = 0; i < levels; i++) bytes = record([1, bytes]);
      return bytes;
    };
    expect(decode(nest, nested(MAX_PROTO_DEPTH), 'nest').inner).toBeDefined();
    expect(() => decode(nest, nested(MAX_PROTO_DEPTH + 1), 'nest')).toThrow(/nests deeper/);
  });

  it('of too many messages are too large', () => {
    const many = message({ items: [1, list(message({}))] });
    const bytes = new Uint8Array(2 * (MAX_PROTO_MESSAGES + 1)).map((_, i) => (i % 2 === 0 ? 0x0a : 0));
    expect(decode(many, bytes.subarray(0, 2_000), 'many').items).toHaveLength(1_000);
    expect(() => decode(many, bytes, 'many')).toThrow(expect.objectContaining({ code: 'model/too-large' }));
  });
});

describe('CRC-32C', () => {
  it("gives RFC 3720's test vectors", () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });

  it('is masked as LevelDB masks it', () => {
    const crc = crc32c(new TextEncoder().encode('foo'));
    expect(maskedCrc32c(new TextEncoder().encode('foo'))).not.toBe(crc);
    expect(crc).toBe(0xcfc4ae1d);
  });
});
