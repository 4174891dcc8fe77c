import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Channel } from '../../src/sandbox/channel.ts';
import { bytesOf, encodeFrame, MAX_HEADER_BYTES } from '../../src/sandbox/frame.ts';
import { predict } from '../../src/sandbox/host.ts';
import { receiveResult } from '../../src/sandbox/result.ts';

const ATTACKER = fileURLToPath(new URL('./attacker.ts', import.meta.url));
const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 30 };
const OUTPUT = { shape: [1], kind: 'values' } as const;
const INPUTS = { dtype: 'float32', shape: [2, 1], data: new Float32Array(2) } as const;

/** How a job ends whose worker has been taken over and does this. */
function attack(name: string, limits = LIMITS) {
  const model = { format: 'keras', path: name, files: new Map() } as const;
  return predict({ model, inputs: INPUTS, output: OUTPUT }, limits, undefined, { entry: ATTACKER });
}

describe('a worker that was taken over', () => {
  it.each(['answer', 'answer byte by byte'])('[T-36] the control is believed: %s', async (name) => {
    expect(await attack(name)).toMatchObject({
      kind: 'predicted',
      predictions: { data: Float32Array.of(1, 2) },
    });
  });

  it.each([
    ['[T-35]', 'flood'],
    ['[T-35]', 'flood of zeros'],
    ['[T-36]', 'two frames'],
    ['[T-36]', 'one byte more'],
    ['[T-36]', 'a rejection with a payload'],
    ['[T-36]', 'a header of 4 GiB'],
    ['[T-37]', 'a key twice'],
    ['[T-37]', 'minus zero'],
    ['[T-37]', 'infinity'],
    ['[T-37]', 'white space'],
  ])('%s is not believed, and ended: %s', async (_id, name) => {
    expect(await attack(name)).toMatchObject({ kind: 'failed', cause: { name: 'FormatError' } });
  });

  it('[T-36] is refused like any model when its shape is a lie, whatever it sends then', async () => {
    const outcome = await attack('a shape of 2^53 rows');
    expect(outcome).toMatchObject({ kind: 'rejected', problem: { code: 'prediction/shape' } });
  });

  it.each(['silence', 'half a header', 'half a payload', 'no payload'])(
    '[T-36] that stops in the middle has crashed: %s',
    async (name) => {
      const detail = 'its process ended with exit code 0';
      expect(await attack(name)).toEqual({ kind: 'stopped', reason: 'crash', detail });
    },
  );

  it('[T-36] that dies says of what', async () => {
    const detail = expect.stringMatching(/^its process ended with signal SIG(?:ABRT|SEGV|TRAP|ILL)$/);
    expect(await attack('die of a signal')).toEqual({ kind: 'stopped', reason: 'crash', detail });
  });

  it('[T-36] that never said that it lives is our failure', async () => {
    expect(await attack('die before a word')).toMatchObject({
      kind: 'failed',
      cause: { code: 'sandbox/failed' },
    });
  });

  it('[T-35] cannot fill the grader’s memory with complaints', async () => {
    const before = process.memoryUsage.rss();
    const outcome = await attack('flood of complaints', { ...LIMITS, timeoutMs: 3_000 });
    expect(outcome).toMatchObject({ kind: 'stopped', reason: 'timeout' });
    expect(process.memoryUsage.rss() - before).toBeLessThan(512 * 2 ** 20);
  });
});

describe('an answer that arrives in pieces', () => {
  const header = {
    kind: 'predicted',
    shape: [2],
    facts: { format: 'f', parameters: 1, layers: 1 },
    timing: { loadMs: 1, predictMs: 2.5 },
  };
  const frame = new Uint8Array(Buffer.concat(encodeFrame(header, [bytesOf(Float32Array.of(1, 2))])));
  const headerEnd = frame.length - 8;

  /** Bytes in pieces of these lengths, the last one over and over; and how many pieces were taken. */
  function piecesOf(bytes: Uint8Array, lengths: readonly number[]) {
    const taken = { bytes: 0 };
    async function* pieces() {
      for (let i = 0; taken.bytes < bytes.length; i++) {
        const piece = bytes.subarray(taken.bytes, taken.bytes + (lengths[i] ?? lengths.at(-1) ?? 1));
        taken.bytes += piece.length;
        yield piece;
      }
    }
    return { channel: new Channel(pieces()), taken };
  }

  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

  it('[T-36] is the same however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, async (pieces) => {
        const outcome = await receiveResult(piecesOf(frame, pieces).channel, 2, OUTPUT);
        expect(outcome).toMatchObject({ kind: 'predicted', predictions: { data: Float32Array.of(1, 2) } });
      }),
    );
  });

  it('[T-36] is refused when cut off anywhere', async () => {
    for (let end = 0; end < frame.length; end++) {
      const { channel } = piecesOf(frame.subarray(0, end), [7]);
      await expect(receiveResult(channel, 2, OUTPUT)).rejects.toMatchObject({ name: 'EndedEarly' });
    }
  });

  it('[T-36] [T-37] of any bytes is refused, or one that an honest worker could have sent', async () => {
    const change = fc.record({ at: fc.nat(headerEnd - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), lengths, async (changes, pieces) => {
        const bytes = changes.reduce((changed, { at, byte }) => changed.with(at, byte), frame);
        const outcome = await receiveResult(piecesOf(bytes, pieces).channel, 2, OUTPUT).catch(
          () => undefined,
        );
        if (outcome?.kind !== 'predicted') return;
        expect(outcome.predictions).toEqual({ dtype: 'float32', shape: [2, 1], data: Float32Array.of(1, 2) });
        const { facts, timing } = outcome;
        const again = encodeFrame({ ...header, facts, timing }, [bytesOf(outcome.predictions.data)]);
        expect(new Uint8Array(Buffer.concat(again))).toEqual(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it('[T-35] is never read further than its bound, whatever it announces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.nat(1_000_000),
        async (length, size) => {
          const bytes = new Uint8Array(4 + 4 + size).fill(0x20);
          bytes.set(frame.subarray(0, 4));
          bytes.set(length, 4);
          const { channel, taken } = piecesOf(bytes, [4_096]);
          await expect(receiveResult(channel, 2, OUTPUT)).rejects.toThrow();
          expect(taken.bytes).toBeLessThanOrEqual(MAX_HEADER_BYTES + 2 * 4_096);
        },
      ),
      { numRuns: 300 },
    );
  });
});
