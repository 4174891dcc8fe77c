import { describe, expect, it } from 'vitest';
import { FivefoldError } from '../../../src/domain/errors.ts';
import { maskedCrc32c } from '../../../src/model/saved-model/crc32c.ts';
import { readTable } from '../../../src/model/saved-model/table.ts';
import { codeOf, flipped, outcome, seeded } from '../outcome.ts';
import { memberOf, readFixture, withFile } from './fixtures.ts';
import { joined, littleEndian, record, tableOf, varint } from './write.ts';

const INDEX = 'variables/variables.index';
const DATA = 'variables/variables.data-00000-of-00001';
const { model, inputs } = readFixture('keras3-cnn');
const entries = readTable(memberOf(model.files, INDEX), INDEX);
const KEY = 'variables/0/.ATTRIBUTES/VARIABLE_VALUE';

/** The model with another index, whose checksums hold. */
function withEntry(key: string, entry: Uint8Array | undefined) {
  const changed = new Map(entries);
  if (entry === undefined) changed.delete(key);
  else changed.set(key, entry);
  return withFile(model, INDEX, () => tableOf(changed));
}

/** An entry of a float32 vector; `BundleEntryProto`. */
function vector(size: number, { offset = 0, bytes = 4 * size, shard = 0 } = {}): Uint8Array {
  const shape = record([2, record([1, size])]);
  return joined([
    record([1, 1], [2, shape], [3, shard], [4, offset], [5, bytes]),
    Uint8Array.of(0x35),
    littleEndian(0),
  ]);
}

describe('variables', () => {
  it('are read when the index is well-formed', async () => {
    expect(
      await outcome(
        withFile(model, INDEX, () => tableOf(entries)),
        inputs,
      ),
    ).toMatchObject({ shape: [4, 3] });
  });

  it.each([
    ['an offset beyond the data file', vector(4, { offset: 2 ** 40 }), /points to byte 1099511627792/],
    ['a negative offset', vector(4, { offset: -8 }), /points to byte 8/],
    ['a size beyond the data file', vector(2 ** 30), /has \d+ bytes, but the index points to/],
    [
      'a shape that its bytes do not fill',
      vector(2 ** 30, { bytes: 16 }),
      /gives .* the shape \(1073741824\)/,
    ],
    ['a shape of other sizes than the graph wants', vector(4), /does not match its checksum/],
    ['a data file that is not there', vector(4, { shard: 7 }), /data-00007-of-00001 is missing/],
    ['a type that is no number', record([1, 7], [2, record()], [5, 0]), /as dtype 7/],
    ['partitions', record([1, 1], [2, record()], [5, 4], [7, 'slice']), /in partitions/],
    ['nothing', undefined, /lacks/],
    ['bytes that are no entry', Uint8Array.of(0xff, 0xff), /cut off/],
  ])('with %s are refused', async (_, entry, message) => {
    const result = await outcome(withEntry(KEY, entry));
    expect(result).toMatchObject({ code: 'model/damaged', message: expect.stringMatching(message) });
  });

  it.each([
    ['a big-endian machine', record([1, 1], [2, 1]), /big-endian/],
    ['fewer shards than there are', record([1, 0]), /data-00000-of-00000 is missing/],
  ])('of %s are refused', async (_, header, message) => {
    expect(await outcome(withEntry('', header))).toMatchObject({ message: expect.stringMatching(message) });
  });

  it('that are not there are refused', async () => {
    expect(codeOf(await outcome(withFile(model, INDEX, () => undefined)))).toBe('model/damaged');
    expect(codeOf(await outcome(withFile(model, DATA, () => undefined)))).toBe('model/damaged');
  });

  it('that hold NaN are refused', async () => {
    const nan = new Uint8Array(Float32Array.of(Number.NaN).buffer);
    const poisoned = withFile(model, DATA, (bytes) => joined([bytes, nan]));
    const offset = memberOf(model.files, DATA).length;
    const entry = joined([
      record([1, 1], [2, record()], [4, offset], [5, 4]),
      Uint8Array.of(0x35),
      littleEndian(maskedCrc32c(nan)),
    ]);
    const changed = withFile(poisoned, INDEX, () => tableOf(new Map([...entries, [KEY, entry]])));
    expect(codeOf(await outcome(changed))).toBe('model/weights-not-finite');
  });
});

describe('an index', () => {
  const refused = (bytes: Uint8Array) => outcome(withFile(model, INDEX, () => bytes));
  const intact = memberOf(model.files, INDEX);

  it('that is cut off anywhere is refused', async () => {
    for (let part = 0; part < 40; part++) {
      const cut = intact.subarray(0, Math.floor((intact.length * part) / 40));
      expect(codeOf(await refused(cut))).toBe('model/damaged');
    }
  });

  it.each([
    ['points beyond its end', [varint(0), varint(0), varint(2 ** 40), varint(8)]],
    ['points to a block of 2⁶³ bytes', [varint(0), varint(0), varint(0), varint(-1)]],
    ['points nowhere', [new Uint8Array(40).fill(0xff)]],
  ])('that %s is refused', async (_, handles) => {
    const footer = joined(handles);
    const padded = joined([
      intact.subarray(0, -48),
      footer,
      new Uint8Array(40 - footer.length),
      intact.subarray(-8),
    ]);
    expect(codeOf(await refused(padded))).toBe('model/damaged');
  });
});

describe('one flipped bit', () => {
  it.each([INDEX, DATA])('in %s is noticed', async (name) => {
    const draw = seeded(20_261_123);
    const results = new Set<string | undefined>();
    for (let i = 0; i < 300; i++) {
      results.add(
        codeOf(
          await outcome(
            withFile(model, name, (bytes) => flipped(bytes, draw)),
            inputs,
          ),
        ),
      );
    }
    // Padding and what no function captures may change unnoticed.
    expect([...results].filter((code) => code !== undefined)).toEqual(['model/damaged']);
  });

  it.each(['keras3-cnn', 'keras3-lstm', 'keras2-mlp'])(
    "in saved_model.pb of %s never does more than spoil the model's own prediction",
    async (name) => {
      const fixture = readFixture(name);
      const draw = seeded(3);
      for (let i = 0; i < 300; i++) {
        const changed = withFile(fixture.model, 'saved_model.pb', (bytes) => flipped(bytes, draw));
        // A loop may lose its end, which the sandbox's clock is for: models with loops are only loaded.
        const rows = name.endsWith('lstm') ? undefined : fixture.inputs;
        await expect(outcome(changed, rows)).resolves.not.toThrow();
      }
    },
  );
});

describe('saved_model.pb', () => {
  it('that is cut off anywhere is refused', async () => {
    const intact = memberOf(model.files, 'saved_model.pb');
    for (let part = 0; part < 40; part++) {
      const cut = intact.subarray(0, Math.floor((intact.length * part) / 40));
      expect(await outcome(withFile(model, 'saved_model.pb', () => cut))).toBeInstanceOf(FivefoldError);
    }
  });

  it.each([
    ['another file', new TextEncoder().encode('<!doctype html><html>')],
    ['nothing', new Uint8Array()],
    ['a length beyond its end', Uint8Array.of(0x12, 0xff, 0xff, 0xff, 0x7f)],
    ['a number without end', new Uint8Array(64).fill(0xff)],
  ])('that holds %s is refused', async (_, bytes) => {
    expect(codeOf(await outcome(withFile(model, 'saved_model.pb', () => bytes)))).toBe('model/damaged');
  });
});
