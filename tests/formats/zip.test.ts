import { randomBytes } from 'node:crypto';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/formats/format-error.ts';
import { unzip } from '../../src/formats/zip.ts';

const WEIGHTS = new Uint8Array(randomBytes(1_000));
const CONFIG = new TextEncoder().encode('{"class_name": "Sequential"}'.repeat(20));

const stored = zipSync({ 'config.json': CONFIG, 'model.weights.h5': WEIGHTS }, { level: 0 });
const deflated = zipSync({ 'config.json': CONFIG, 'model.weights.h5': WEIGHTS }, { level: 6 });
const commented = zipSync({ 'model.weights.h5': [WEIGHTS, { comment: 'PK', extra: { 1: CONFIG } }] });

describe.each([
  ['stored', stored],
  ['deflated', deflated],
  ['stored, with comments and extra fields', commented],
  ['stored, with a comment at its end', withComment(stored, 'PK: a comment')],
  ['Zip64', zip64(stored)],
])('an archive, %s', (_title, archive) => {
  it('is unfolded: the control case', () => {
    expect(unzip(archive).get('model.weights.h5')).toEqual(WEIGHTS);
  });

  it('is refused when any byte of a member was changed, and names the member', () => {
    const from = indexOf(archive, WEIGHTS.subarray(0, 8));
    for (const at of [from, from + 500, from + 999]) {
      const damaged = archive.with(at, (archive[at] ?? 0) ^ 1);
      expect(() => unzip(damaged)).toThrow(FormatError);
      expect(() => unzip(damaged)).toThrow('model.weights.h5 in the archive is not as it was stored');
    }
  });
});

it('a member that is there twice counts as its last, checksum included', () => {
  const second = zipSync({ 'b.txt': CONFIG }, { level: 0 });
  const twice = zipSync({ 'a.txt': WEIGHTS, 'b.txt': CONFIG }, { level: 0 });
  expect(unzip(second).get('b.txt')).toEqual(CONFIG);
  // Both are called b.txt from here on: in the local headers, which nobody reads, and in the directory.
  for (const at of twice.keys()) {
    if (twice[at] === 0x61 && twice[at + 1] === 0x2e && twice[at + 2] === 0x74) twice[at] = 0x62;
  }
  expect(unzip(twice)).toEqual(new Map([['b.txt', CONFIG]]));
});

function indexOf(archive: Uint8Array, bytes: Uint8Array): number {
  const at = Buffer.from(archive).indexOf(bytes);
  if (at < 0) throw new Error('the weights were compressed');
  return at;
}

function withComment(archive: Uint8Array, comment: string): Uint8Array {
  const text = Buffer.from(comment, 'latin1');
  const bytes = Buffer.concat([archive, text]);
  bytes.writeUInt16LE(text.length, archive.length - 2);
  return new Uint8Array(bytes);
}

/** The same archive with the wide end record of Zip64, whose place the usual record then does not tell. */
function zip64(archive: Uint8Array): Uint8Array {
  const body = Buffer.from(archive.subarray(0, -22));
  const end = Buffer.from(archive.subarray(-22));
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(BigInt(end.readUInt16LE(8)), 24);
  wide.writeBigUInt64LE(BigInt(end.readUInt16LE(10)), 32);
  wide.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
  wide.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(body.length), 8);
  locator.writeUInt32LE(1, 16);
  end.writeUInt32LE(0xffffffff, 16);
  return new Uint8Array(Buffer.concat([body, wide, locator, end]));
}
