import { Add, Multiply, pairwise } from './combine';
import { floats, inPanels, PAIR, PANEL, SCRATCH, VECTOR } from './layout';
import { activatePart, nextRow, project, writeOutput } from './recurrent';
import { madd, mul, splat, sub } from './vector';

/**
 * h = z · h + (1 − z) · act(candidate), where the candidate is x·W + r · (h·U + b′) after, or x·W + (r · h)·U before.
 * Source: keras/src/layers/rnn/gru.py
 */
export function gru(
  x: usize, xRow: i32, xStep: i32, rows: i32, steps: i32, features: i32, units: i32,
  kernel: usize, recurrent: usize, bias: usize, mask: usize, maskRow: i32, maskStep: i32, zeroMasked: bool,
  y: usize, yRow: i32, yStep: i32, scratch: usize, activation: i32, gate: i32, resetAfter: bool, recurrentBias: usize,
): void {
  const width = inPanels(units), row = floats(width), plane = <usize>rows * row;
  const kernelGate = floats(features * width), recurrentGate = floats(units * width);
  const fromX = scratch + SCRATCH;
  const fromH = fromX + 3 * plane, h = fromH + 3 * plane;
  const candidate = fromX + 2 * plane, candidateH = fromH + 2 * plane;
  memory.fill(h, 0, plane);
  const count = rows * width;
  for (let step = 0; step < steps; step++) {
    for (let g: usize = 0; g < 3; g++) {
      project(x, floats(xRow), rows, features, kernel + g * kernelGate, bias + g * row, 0, units, fromX + g * plane, scratch);
    }
    if (resetAfter) {
      for (let g: usize = 0; g < 3; g++) {
        project(h, row, rows, units, recurrent + g * recurrentGate, recurrentBias + g * row, 0, units, fromH + g * plane, scratch);
      }
      pairwise<Add>(fromX, fromH, 2 * count, fromX);
      activatePart(gate, fromX, 2 * count);
      multiplyAddPart(fromX + plane, candidateH, candidate, count);
    } else {
      for (let g: usize = 0; g < 2; g++) {
        const z = fromX + g * plane;
        project(h, row, rows, units, recurrent + g * recurrentGate, z, row, units, z, scratch);
      }
      activatePart(gate, fromX, 2 * count);
      pairwise<Multiply>(fromX + plane, h, count, fromH);
      project(fromH, row, rows, units, recurrent + 2 * recurrentGate, candidate, row, units, candidate, scratch);
    }
    activatePart(activation, candidate, count);
    for (let from = nextRow(mask, maskRow, 0, rows, false); from < rows; ) {
      const to = nextRow(mask, maskRow, from, rows, true);
      const at = floats(from * width);
      blend(fromX + at, candidate + at, h + at, (to - from) * width);
      from = nextRow(mask, maskRow, to, rows, false);
    }
    writeOutput(h, rows, units, mask, maskRow, zeroMasked, y, yRow);
    x += floats(xStep);
    y += floats(yStep);
    mask += mask ? <usize>maskStep : 0;
  }
}

/** sum += a · b */
function multiplyAddPart(a: usize, b: usize, sum: usize, count: i32): void {
  for (let k = 0; k < count; k += PANEL) {
    const left = madd(v128.load(a), v128.load(b), v128.load(sum));
    const right = madd(v128.load(a, VECTOR), v128.load(b, VECTOR), v128.load(sum, VECTOR));
    v128.store(sum, left);
    v128.store(sum, right, VECTOR);
    a += PAIR;
    b += PAIR;
    sum += PAIR;
  }
}

/** h = z · h + (1 − z) · candidate */
function blend(z: usize, candidate: usize, h: usize, count: i32): void {
  const one = splat(1);
  for (let k = 0; k < count; k += PANEL) {
    const zl = v128.load(z), zr = v128.load(z, VECTOR);
    const left = madd(zl, v128.load(h), mul(sub(one, zl), v128.load(candidate)));
    const right = madd(zr, v128.load(h, VECTOR), mul(sub(one, zr), v128.load(candidate, VECTOR)));
    v128.store(h, left);
    v128.store(h, right, VECTOR);
    z += PAIR;
    candidate += PAIR;
    h += PAIR;
  }
}
