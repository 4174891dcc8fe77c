import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { faultOf } from '../../src/domain/errors.ts';
import type { OutputContract, Task } from '../../src/domain/exam.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { encryptHiddenSet, mintIdentity, openHiddenSet, packHiddenSet } from '../../src/hidden/index.ts';
import { EXAM, KEYS, pack, pinned, SET, TASK } from './sample.ts';

const packed = await pack();
const { identity } = KEYS;
const open = (bytes: Uint8Array, task: Task, key = identity) =>
  openHiddenSet(bytes, { identity: key, exam: EXAM, task });
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a packed hidden set', () => {
  it('opens to what was packed', async () => {
    expect(await open(packed.bytes, pinned(packed))).toEqual(SET);
  });

  it('opens with a key file as age-keygen writes it', async () => {
    const file = `# created: 2026-11-23\n# public key: ${KEYS.recipient}\n${identity}\n`;
    expect(await open(packed.bytes, pinned(packed), file)).toEqual(SET);
  });

  it('opens with either key while a rotation is under way', async () => {
    const old = await mintIdentity();
    expect(await open(packed.bytes, pinned(packed), `${old.identity}\n${identity}`)).toEqual(SET);
  });

  it('may be for hybrid post-quantum recipients', async () => {
    const keys = await mintIdentity('hybrid');
    const hybrid = await packHiddenSet(SET, {
      examId: 'spring',
      taskId: 'digits',
      recipients: [keys.recipient],
    });
    expect(keys.recipient).toMatch(/^age1pq1/);
    expect(await open(hybrid.bytes, pinned(hybrid), keys.identity)).toEqual(SET);
  });

  it('has another hash each time, though its contents are the same', async () => {
    expect((await pack()).sha256).not.toBe(packed.sha256);
  });
});

const flipped = packed.bytes.with(packed.bytes.length - 1, (packed.bytes.at(-1) ?? 0) ^ 1);
const cut = packed.bytes.slice(0, -1);
const repinned = (bytes: Uint8Array) => pinned({ bytes, sha256: hash(bytes) });
const stranger = await mintIdentity();
const elsewhere = await pack(SET, { examId: 'autumn' });
const swapped = await pack(SET, { taskId: 'letters' });
const notNpz = await encryptHiddenSet(Uint8Array.of(1, 2, 3), [KEYS.recipient]);
const bomb = await encryptHiddenSet(zipSync({ 'inputs.npy': new Uint8Array(2 ** 20) }), [KEYS.recipient]);

describe("each failure has its own code, and none is the candidate's fault", () => {
  test.each([
    ['no key', 'hidden/key-missing', () => open(packed.bytes, pinned(packed), '')],
    ['a key file of comments', 'hidden/key-missing', () => open(packed.bytes, pinned(packed), '# nothing\n')],
    ['half a key', 'hidden/key-malformed', () => open(packed.bytes, pinned(packed), identity.slice(0, 40))],
    [
      'a mistyped key',
      'hidden/key-malformed',
      () => open(packed.bytes, pinned(packed), `${identity.slice(0, -1)}!`),
    ],
    ["somebody else's key", 'hidden/key-wrong', () => open(packed.bytes, pinned(packed), stranger.identity)],
    ['another file than the pinned one', 'hidden/hash-mismatch', () => open(flipped, pinned(packed))],
    ['a flipped bit', 'hidden/damaged', () => open(flipped, repinned(flipped))],
    ['a missing byte', 'hidden/damaged', () => open(cut, repinned(cut))],
    [
      'a file that age did not make',
      'hidden/damaged',
      () => open(Uint8Array.of(1), repinned(Uint8Array.of(1))),
    ],
    ['no bytes at all', 'hidden/damaged', () => open(new Uint8Array(), repinned(new Uint8Array()))],
    ['the set of another exam', 'hidden/wrong-exam', () => open(elsewhere.bytes, pinned(elsewhere))],
    ['the set of another task', 'hidden/wrong-task', () => open(swapped.bytes, pinned(swapped))],
    ['something that is no .npz', 'hidden/malformed', () => open(notNpz.bytes, pinned(notNpz))],
    ['an .npz without arrays', 'hidden/malformed', () => open(bomb.bytes, pinned(bomb))],
  ])('%s is %s', async (_, code, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code, hint: expect.stringMatching(/\.$/) });
    await expect(attempt().catch(({ code }) => faultOf(code))).resolves.toBe('instructor');
  });

  it('never quotes a key, not even a broken one', async () => {
    const broken = `${identity.slice(0, -1)}!`;
    const error = await open(packed.bytes, pinned(packed), broken).catch((thrown: unknown) => thrown);
    expect(JSON.stringify([String(error), error])).not.toContain(identity.slice(20, 40));
    expect(error).not.toHaveProperty('cause');
  });

  it('refuses the secret half where recipients belong, without quoting it', async () => {
    const error = await encryptHiddenSet(new Uint8Array(), [identity]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'hidden/key-malformed' });
    expect(String(error)).not.toContain(identity.slice(20, 40));
  });
});

describe('the contents are held against the contract', () => {
  const manifest = (rows: number) => ({
    dtype: '<U200',
    shape: [],
    data: [JSON.stringify({ schema: 'fivefold/hidden/1', exam: EXAM.id, task: TASK.id, rows })],
  });
  const inputs = SET.inputs;
  const labels = SET.labels;

  async function openArrays(arrays: Parameters<typeof writeNpz>[0], output: OutputContract = TASK.output) {
    const set = await encryptHiddenSet(writeNpz(arrays), [KEYS.recipient]);
    return open(set.bytes, pinned(set, { ...TASK, output }));
  }

  it('control: a well-formed set opens', async () => {
    expect(await openArrays({ inputs, labels, manifest: manifest(3) })).toEqual(SET);
  });

  it('takes labels of any integer type, and with a trailing dimension of 1', async () => {
    const column = { dtype: '<i8', shape: [3, 1], data: BigInt64Array.of(2n, 0n, 1n) };
    expect((await openArrays({ inputs, labels: column, manifest: manifest(3) })).labels).toEqual(SET.labels);
  });

  it('takes pictures as uint8 where the model wants float32', async () => {
    const bytes = { dtype: '|u1', shape: [3, 4], data: new Uint8Array(12).fill(255) };
    const opened = await openArrays({ inputs: bytes, labels, manifest: manifest(3) });
    expect(opened.inputs).toEqual({ dtype: 'float32', shape: [3, 4], data: new Float32Array(12).fill(255) });
  });

  it("gives values the shape of the model's answers", async () => {
    const flat = { dtype: '<f8', shape: [3], data: Float64Array.of(0.5, 1, 2) };
    const opened = await openArrays(
      { inputs, labels: flat, manifest: manifest(3) },
      { shape: [1], kind: 'values' },
    );
    expect(opened.labels).toEqual({ dtype: 'float32', shape: [3, 1], data: Float32Array.of(0.5, 1, 2) });
  });

  it('knows two classes behind a single column', async () => {
    const binary: OutputContract = { shape: [1], kind: 'classes' };
    const bits = { dtype: '|b1', shape: [3], data: Uint8Array.of(0, 1, 1) };
    const opened = await openArrays({ inputs, labels: bits, manifest: manifest(3) }, binary);
    expect(opened.labels).toEqual({ dtype: 'int32', shape: [3], data: Int32Array.of(0, 1, 1) });
  });

  const rows = manifest(3);
  test.each([
    [
      'rows that the manifest does not announce',
      'hidden/wrong-shape',
      { inputs, labels, manifest: manifest(4) },
    ],
    [
      'inputs of another row shape',
      'hidden/wrong-shape',
      { inputs: { ...inputs, shape: [3, 2, 2] }, labels, manifest: rows },
    ],
    [
      'too few labels',
      'hidden/wrong-shape',
      { inputs, labels: { dtype: '|u1', shape: [2], data: Uint8Array.of(0, 1) }, manifest: rows },
    ],
    [
      'one-hot labels',
      'hidden/wrong-shape',
      { inputs, labels: { dtype: '|u1', shape: [3, 3], data: new Uint8Array(9) }, manifest: rows },
    ],
    [
      'a label beyond the classes',
      'hidden/malformed',
      { inputs, labels: { ...labels, data: Int32Array.of(0, 3, 1) }, manifest: rows },
    ],
    [
      'a negative label',
      'hidden/malformed',
      { inputs, labels: { ...labels, data: Int32Array.of(0, -1, 1) }, manifest: rows },
    ],
    [
      'a fractional label',
      'hidden/malformed',
      { inputs, labels: { dtype: '<f4', shape: [3], data: Float32Array.of(0, 0.5, 1) }, manifest: rows },
    ],
    [
      'NaN among the inputs',
      'hidden/malformed',
      { inputs: { ...inputs, data: new Float32Array(12).fill(Number.NaN) }, labels, manifest: rows },
    ],
    ['no labels', 'hidden/malformed', { inputs, manifest: rows }],
    ['no manifest', 'hidden/malformed', { inputs, labels }],
    [
      'a manifest that is not JSON',
      'hidden/malformed',
      { inputs, labels, manifest: { dtype: '<U1', shape: [], data: ['{'] } },
    ],
    [
      'a manifest of another schema',
      'hidden/malformed',
      { inputs, labels, manifest: { dtype: '<U2', shape: [], data: ['{}'] } },
    ],
    ['a manifest of numbers', 'hidden/malformed', { inputs, labels, manifest: inputs }],
  ])('%s: %s', async (_, code, arrays) => {
    await expect(openArrays(arrays)).rejects.toMatchObject({ code });
  });
});
