import { floats, inPanels, SCRATCH } from './layout';
import { activatePart, nextRow, project, writeOutput } from './recurrent';

/** h = act(x·W + b + h·U). Source: keras/src/layers/rnn/simple_rnn.py */
export function simpleRnn(
  x: usize, xRow: i32, xStep: i32, rows: i32, steps: i32, features: i32, units: i32,
  kernel: usize, recurrent: usize, bias: usize, mask: usize, maskRow: i32, maskStep: i32, zeroMasked: bool,
  y: usize, yRow: i32, yStep: i32, scratch: usize, activation: i32,
): void {
  const width = inPanels(units), row = floats(width), plane = <usize>rows * row;
  const z = scratch + SCRATCH, h = z + plane;
  memory.fill(h, 0, plane);
  for (let step = 0; step < steps; step++) {
    project(x, floats(xRow), rows, features, kernel, bias, 0, units, z, scratch);
    project(h, row, rows, units, recurrent, z, row, units, z, scratch);
    activatePart(activation, z, rows * width);
    for (let from = nextRow(mask, maskRow, 0, rows, false); from < rows; ) {
      const to = nextRow(mask, maskRow, from, rows, true);
      memory.copy(h + <usize>from * row, z + <usize>from * row, <usize>(to - from) * row);
      from = nextRow(mask, maskRow, to, rows, false);
    }
    writeOutput(h, rows, units, mask, maskRow, zeroMasked, y, yRow);
    x += floats(xStep);
    y += floats(yStep);
    mask += mask ? <usize>maskStep : 0;
  }
}
