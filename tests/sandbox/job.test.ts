import { describe, expect, it } from 'vitest';
import { decodeJob, encodeJob } from '../../src/sandbox/job.ts';

const JOB = {
  model: {
    format: 'tfjs-layers',
    path: 'models/glyphs/model.json',
    files: new Map([
      ['model.json', Uint8Array.of(1, 2, 3)],
      ['group1-shard1of1.bin', Uint8Array.of(4, 5)],
    ]),
  },
  inputs: { dtype: 'int32', shape: [2, 1], data: Int32Array.of(7, -7) },
} as const;

describe('a job for the worker', () => {
  it('arrives as it was sent', () => {
    expect(decodeJob(new Uint8Array(Buffer.concat(encodeJob(JOB))))).toEqual(JOB);
  });

  it('may carry texts, whatever is in them', () => {
    const data = ['', 'a\0b', '\ufeffİ ß 汉字 😀', 'x'.repeat(70_000)];
    const job = { ...JOB, inputs: { dtype: 'string', shape: [4, 1], data } } as const;
    expect(decodeJob(new Uint8Array(Buffer.concat(encodeJob(job))))).toEqual(job);
  });

  it('that was cut on the way is refused', () => {
    const bytes = Buffer.concat(encodeJob(JOB));
    expect(() => decodeJob(bytes.subarray(0, bytes.length - 1))).toThrow('announced');
  });
});
