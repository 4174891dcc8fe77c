import { afterEach, describe, expect, it } from 'vitest';
import { ACTIVATION, compileKernels, type Workspace } from '../../src/kernels/index.ts';
import type { Program } from '../../src/model/plan/program.ts';
import { type Computed, Crew } from '../../src/sandbox/crew.ts';

const SIZE = 12;
const module = await compileKernels();
const crews: Crew[] = [];
afterEach(() => Promise.all(crews.splice(0).map((crew) => crew.dismiss())));

function gather(threads: number, entry?: URL): Crew {
  const crew = new Crew(threads, module, entry);
  crews.push(crew);
  return crew;
}

/** eˣ of every number, in batches of so many rows. */
function exponential(batchRows: number, costPerRow = SIZE): Program {
  const bytes = batchRows * SIZE * Float32Array.BYTES_PER_ELEMENT;
  const here = (at: number) => ({ at, perRow: SIZE * Float32Array.BYTES_PER_ELEMENT });
  const arguments_ = [ACTIVATION.exponential, here(0), { times: SIZE }, here(bytes), 0];
  return {
    input: { at: 0, size: SIZE, isWhole: false },
    output: { at: bytes, shape: [SIZE] },
    stages: [{ rows: batchRows, calls: [{ kernel: 'activate', arguments: arguments_ }] }],
    batchRows,
    arenaBytes: 2 * bytes,
    costPerRow,
  };
}

/** A row of a table that has three, by its index; an index beyond it is refused. */
function lookup(workspace: Workspace): Program {
  const table = workspace.store(Float32Array.from({ length: 3 * SIZE }, (_, i) => i));
  const out = { at: 64, perRow: SIZE * Float32Array.BYTES_PER_ELEMENT };
  const calls = [
    {
      kernel: 'embed' as const,
      arguments: [{ at: 0, perRow: 4 }, { times: 1 }, table, 3, SIZE, out],
      lookup: { name: 'words', className: 'Embedding' },
    },
  ];
  return {
    input: { at: 0, size: 1, isWhole: true },
    output: { at: 64, shape: [SIZE] },
    stages: [{ rows: 1, calls }],
    batchRows: 1,
    arenaBytes: 64 + SIZE * 4,
    costPerRow: 1,
  };
}

function rows(count: number): Float32Array {
  return Float32Array.from({ length: count * SIZE }, (_, i) => Math.sin(i));
}

function bitsOf(computed: Computed | undefined): Uint32Array | undefined {
  return computed && new Uint32Array(computed.predictions.data.slice().buffer);
}

describe('threads over one memory', () => {
  it('give the same bits, however many they are and in whatever pieces', async () => {
    const inputs = rows(1_000);
    const alone = bitsOf(await gather(1).run(() => exponential(256), inputs));
    expect(alone).toHaveLength(inputs.length);
    expect(new Set(alone).size).toBeGreaterThan(100);
    for (const threads of [1, 2, 4]) {
      for (const batch of [1, 7, 64]) {
        const computed = await gather(threads).run(() => exponential(batch), inputs);
        expect(bitsOf(computed)).toEqual(alone);
        expect(computed?.predictions.shape).toEqual([1_000, SIZE]);
      }
    }
  });

  it('work on several models at once, each with rows of its own', async () => {
    const crew = gather(2);
    const counts = [1, 500, 0, 33, 2_000];
    const all = await Promise.all(counts.map((count, i) => crew.run(() => exponential(8, i), rows(count))));
    // Each of them in pieces of a batch: so does anybody see that they get on.
    expect(crew.progress).toBeGreaterThanOrEqual(Math.ceil(2_533 / 8));
    const one = gather(1);
    for (const [i, computed] of all.entries()) {
      expect(bitsOf(computed)).toEqual(bitsOf(await one.run(() => exponential(8), rows(counts[i] ?? 0))));
    }
  });

  it('leave a row that cannot be computed to others, and go on', async () => {
    const crew = gather(2);
    const [refused, healthy, after] = await Promise.all([
      crew.run(lookup, Float32Array.of(0, 1, 2, 3, 2, 1, 0)),
      crew.run(() => exponential(4), rows(100)),
      crew.run(lookup, Float32Array.of(2, 0)),
    ]);
    expect(refused).toBeUndefined();
    expect(healthy?.predictions.shape).toEqual([100, SIZE]);
    expect(after?.predictions.data.slice(0, 2)).toEqual(Float32Array.of(2 * SIZE, 2 * SIZE + 1));
  });

  it('use the memory again that a model had', async () => {
    const crew = gather(2);
    const places = new Set<number>();
    for (let i = 0; i < 3; i++) {
      await crew.run((workspace) => {
        places.add(workspace.allocate(1_000));
        return exponential(4);
      }, rows(10));
    }
    expect(places.size).toBe(1);
  });

  it('say that they cannot where one of them dies, then and from then on', async () => {
    const crew = gather(2, new URL('./dying-thread.ts', import.meta.url));
    const runs = [crew.run(() => exponential(4), rows(100)), crew.run(() => exponential(4), rows(100))];
    expect(await Promise.all(runs)).toEqual([undefined, undefined]);
    expect(await crew.run(() => exponential(4), rows(100))).toBeUndefined();
  });

  it('are not asked where there is no program', async () => {
    expect(await gather(1).run(() => undefined, rows(1))).toBeUndefined();
  });
});
