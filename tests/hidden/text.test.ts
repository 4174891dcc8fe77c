import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import { writeContents } from '../../src/hidden/contents.ts';
import { encryptHiddenSet, openHiddenSet } from '../../src/hidden/index.ts';
import { EXAM, KEYS, pack, pinned, SET, TASK } from './sample.ts';

const TEXT_TASK: Task = { ...TASK, input: { shape: [1], dtype: 'string' } };
const TEXTS: HiddenSet = {
  inputs: { dtype: 'string', shape: [3, 1], data: ['', 'Çok güzel! 😀', '汉字\u200f'] },
  labels: SET.labels,
};
const open = (bytes: Uint8Array, task: Task) =>
  openHiddenSet(bytes, { identity: KEYS.identity, exam: EXAM, task });

describe('a hidden set of texts', () => {
  it('opens to what was packed', async () => {
    const packed = await pack(TEXTS);
    expect(await open(packed.bytes, pinned(packed, TEXT_TASK))).toEqual(TEXTS);
  });

  it('may hold byte strings in UTF-8, as np.array([b"…"]) does', async () => {
    const data = ['', 'straße', '汉字'];
    const npz = writeContents(
      { inputs: { dtype: '|S8', shape: [3, 1], data }, labels: SET.labels },
      EXAM.id,
      TASK.id,
    );
    const packed = await encryptHiddenSet(npz, [KEYS.recipient]);
    const { inputs } = await open(packed.bytes, pinned(packed, TEXT_TASK));
    expect(inputs).toEqual({ dtype: 'string', shape: [3, 1], data });
  });

  it('has one text for each row where the contract has `text`, whatever models make of it', async () => {
    const text = { vocabulary: 'vocabulary.txt' };
    const task: Task = { ...TASK, input: { shape: [40], dtype: 'int32', text } };
    const flat: HiddenSet = { ...TEXTS, inputs: { dtype: 'string', shape: [3], data: ['', 'a b', '汉字'] } };
    const packed = await pack(flat);
    expect(await open(packed.bytes, pinned(packed, task))).toEqual(flat);
    const column = await pack(TEXTS);
    await expect(open(column.bytes, pinned(column, task))).rejects.toMatchObject({
      code: 'hidden/wrong-shape',
    });
  });

  it.each([
    [
      'numbers where the exam promises text',
      SET,
      { ...TASK, input: { shape: [4], dtype: 'string' } as const },
    ],
    [
      'text where the exam promises numbers',
      TEXTS,
      { ...TASK, input: { shape: [1], dtype: 'float32' } as const },
    ],
  ])('is refused with %s', async (_title, set, task) => {
    const packed = await pack(set);
    await expect(open(packed.bytes, pinned(packed, task))).rejects.toMatchObject({
      code: 'hidden/malformed',
    });
  });
});
