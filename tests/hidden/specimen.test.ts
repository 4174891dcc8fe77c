import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openHiddenSet } from '../../src/hidden/index.ts';
import { pinned, TASK } from './sample.ts';

const folder = new URL('../../hidden-tests/', import.meta.url);
const identity = await readFile(new URL('specimen.key.txt', folder), 'utf8');

// Made by NumPy 2.4.6 and age 1.1.1, and by age-encryption 0.3.1. They are never made anew: instructors' sets are not.
it.each([
  ['specimen.npz.age', '42040147e53df3fe06d85f0b4279c7700e4a084347aa69c1c120395208772aa0'],
  ['specimen-hybrid.npz.age', '7e15cf38ea40ae6805f236f228d908dcccac03bb1cc6b4fdb2e92a8a753b089b'],
])('a set that was packed once can always be opened: %s', async (name, sha256) => {
  const bytes = new Uint8Array(await readFile(new URL(name, folder)));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  const task = { ...pinned({ bytes, sha256 }), id: 'specimen', input: { ...TASK.input, shape: [2] } };
  expect(await openHiddenSet(bytes, { identity, exam: { id: 'specimen' }, task })).toEqual({
    inputs: { dtype: 'float32', shape: [3, 2], data: Float32Array.of(0, 64, 128, 255, 1, 2) },
    labels: { dtype: 'int32', shape: [3], data: Int32Array.of(2, 0, 1) },
  });
});
