import { Multiply, pairwise } from './combine';
import { floats, inPanels, PAIR, PANEL, SCRATCH, VECTOR } from './layout';
import { activatePart, nextRow, project, writeOutput } from './recurrent';
import { add, mul } from './vector';

/** c = f · c + i · act(c̃), h = o · act(c). Source: keras/src/layers/rnn/lstm.py */
export function lstm(
  x: usize, xRow: i32, xStep: i32, rows: i32, steps: i32, features: i32, units: i32,
  kernel: usize, recurrent: usize, bias: usize, mask: usize, maskRow: i32, maskStep: i32, zeroMasked: bool,
  y: usize, yRow: i32, yStep: i32, scratch: usize, activation: i32, gate: i32,
): void {
  const width = inPanels(units), row = floats(width), plane = <usize>rows * row;
  const kernelGate = floats(features * width), recurrentGate = floats(units * width);
  const gates = scratch + SCRATCH;
  const h = gates + 4 * plane, c = h + plane;
  memory.fill(h, 0, 2 * plane);
  for (let step = 0; step < steps; step++) {
    for (let g: usize = 0; g < 4; g++) {
      const z = gates + g * plane;
      project(x, floats(xRow), rows, features, kernel + g * kernelGate, bias + g * row, 0, units, z, scratch);
      project(h, row, rows, units, recurrent + g * recurrentGate, z, row, units, z, scratch);
    }
    for (let from = nextRow(mask, maskRow, 0, rows, false); from < rows; ) {
      const to = nextRow(mask, maskRow, from, rows, true);
      advance(gates, h, c, plane, from * width, (to - from) * width, activation, gate);
      from = nextRow(mask, maskRow, to, rows, false);
    }
    writeOutput(h, rows, units, mask, maskRow, zeroMasked, y, yRow);
    x += floats(xStep);
    y += floats(yStep);
    mask += mask ? <usize>maskStep : 0;
  }
}

/** `count` units from `from` on, over the ends of rows. */
function advance(gates: usize, h: usize, c: usize, plane: usize, from: i32, count: i32, activation: i32, gate: i32): void {
  let i = gates + floats(from), f = i + plane, g = f + plane, o = g + plane;
  h += floats(from);
  c += floats(from);
  activatePart(gate, i, count);
  activatePart(gate, f, count);
  activatePart(activation, g, count);
  activatePart(gate, o, count);
  const candidate = g;
  for (let k = 0; k < count; k += PANEL) {
    const left = add(mul(v128.load(f), v128.load(c)), mul(v128.load(i), v128.load(g)));
    const right = add(mul(v128.load(f, VECTOR), v128.load(c, VECTOR)), mul(v128.load(i, VECTOR), v128.load(g, VECTOR)));
    v128.store(c, left);
    v128.store(c, right, VECTOR);
    v128.store(g, left);
    v128.store(g, right, VECTOR);
    i += PAIR;
    f += PAIR;
    c += PAIR;
    g += PAIR;
  }
  activatePart(activation, candidate, count);
  pairwise<Multiply>(o, candidate, count, h);
}
