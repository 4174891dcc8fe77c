import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fits, sizeOf } from '../../src/domain/tensor.ts';
import { writeNpy } from '../../src/formats/npy.ts';
import {
  type Drawn,
  drawTask,
  PRACTICE_SEED,
  PRACTICE_TASKS,
  type PracticeTaskId,
} from '../../src/generate/index.ts';

const ROWS = 24;
const ids = PRACTICE_TASKS.map((task) => task.id);

/** The bytes that these rows have had on every machine so far; a change here is a new exam for everyone. */
const GOLDEN: Readonly<Record<PracticeTaskId, string>> = {
  tabular: '163258467370c679',
  glyphs: '811a5fbdd50f1e07',
  scenes: 'c43a69835c2c2110',
  phrases: '6ff8b41be5b46e73',
  sensors: 'c7b99bba764133aa',
};

describe.each(PRACTICE_TASKS)('$id', (task) => {
  const drawn = drawTask(task.id, PRACTICE_SEED, 'train', ROWS);

  test('rows meet the input contract', () => {
    expect(drawn.inputs.dtype).toBe(task.input.dtype);
    expect(drawn.inputs.shape[0]).toBe(ROWS);
    expect(fits(drawn.inputs.shape.slice(1), task.input.shape)).toBe(true);
    expect(drawn.inputs.data.length).toBe(sizeOf(drawn.inputs.shape));
    expect(drawn.inputs.data.every(Number.isFinite)).toBe(true);
  });

  test('labels meet the output contract', () => {
    const values = task.output.kind === 'values';
    expect(drawn.labels.dtype).toBe(values ? 'float32' : 'int32');
    expect(drawn.labels.shape).toEqual(values ? [ROWS, ...task.output.shape] : [ROWS]);
    expect(drawn.labels.data.every(Number.isFinite)).toBe(true);
  });

  test('the same seed gives the same bytes as on every machine before', () => {
    expect(sha256(drawn)).toBe(GOLDEN[task.id]);
  });

  test('fewer rows are the beginning of more rows', () => {
    const fewer = drawTask(task.id, PRACTICE_SEED, 'train', 5);
    expect(fewer.inputs.data).toEqual(drawn.inputs.data.slice(0, fewer.inputs.data.length));
    expect(fewer.labels.data).toEqual(drawn.labels.data.slice(0, fewer.labels.data.length));
  });

  test('another seed, another split and another secret give other rows', () => {
    const others = [
      drawn,
      drawTask(task.id, 'another', 'train', ROWS),
      drawTask(task.id, PRACTICE_SEED, 'sample', ROWS),
      drawTask(task.id, PRACTICE_SEED, 'hidden', ROWS, 'secret'),
      drawTask(task.id, PRACTICE_SEED, 'hidden', ROWS, 'another secret'),
    ];
    expect(new Set(others.map(sha256)).size).toBe(others.length);
  });
});

describe.each(ids)('%s', (id) => {
  test('no row of the hidden set is among the public ones', () => {
    const rows = (drawn: Drawn) => rowHashes(drawn);
    const open = new Set([
      ...rows(drawTask(id, PRACTICE_SEED, 'train', 200)),
      ...rows(drawTask(id, PRACTICE_SEED, 'sample', 200)),
    ]);
    const hidden = rows(drawTask(id, PRACTICE_SEED, 'hidden', 100, 'secret'));
    expect(hidden.filter((hash) => open.has(hash))).toEqual([]);
  });
});

test('every class has its equal share of the rows', () => {
  for (const { id, output, hiddenRows } of PRACTICE_TASKS.filter((task) => task.output.kind === 'classes')) {
    const classes = Math.max(2, sizeOf(output.shape));
    const { labels } = drawTask(id, PRACTICE_SEED, 'sample', hiddenRows);
    const counts = Array.from(
      { length: classes },
      (_, c) => labels.data.filter((label) => label === c).length,
    );
    expect(Math.max(...counts) - Math.min(...counts), id).toBeLessThanOrEqual(1);
    expect(counts.reduce((a, b) => a + b)).toBe(hiddenRows);
  }
});

test('pictures hold whole numbers from 0 to 255 and use the range', () => {
  for (const id of ['glyphs', 'scenes'] as const) {
    const { data } = drawTask(id, PRACTICE_SEED, 'sample', 20).inputs;
    const levels = new Set(data);
    expect([...levels].every((level) => Number.isInteger(level) && level >= 0 && level <= 255)).toBe(true);
    expect(levels.size).toBeGreaterThan(200);
  }
});

test('hidden rows are not drawn without a secret, nor public ones with one', () => {
  const draw = (split: 'hidden', secret: string) => drawTask('tabular', 'seed', split, 1, secret);
  expect(() => draw('hidden', '')).toThrow(RangeError);
  expect(() => draw('train' as 'hidden', 'secret')).toThrow(RangeError);
});

function sha256({ inputs, labels }: Drawn): string {
  return createHash('sha256').update(writeNpy(inputs)).update(writeNpy(labels)).digest('hex').slice(0, 16);
}

function rowHashes({ inputs }: Drawn): string[] {
  const rows = inputs.shape[0] ?? 0;
  const size = inputs.data.length / rows;
  return Array.from({ length: rows }, (_, i) => inputs.data.slice(i * size, (i + 1) * size).join());
}
