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

  it('that was cut on the way is refused', () => {
    const bytes = Buffer.concat(encodeJob(JOB));
    expect(() => decodeJob(bytes.subarray(0, bytes.length - 1))).toThrow('announced');
  });
});
