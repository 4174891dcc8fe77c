import { defaultAlpha, activate } from './activate';
import { floats, inPanels } from './layout';
import { multiply } from './matmul';
import { copy, fill } from './move';

/*
 * What the recurrent layers share. Each gate is a plane of its own, (rows, units in whole panels), and so are the states: the
 * arithmetic of a step then runs over one long array, whatever the number of units. The units that fill up the last panel have
 * weights of zero and are never written out.
 */

/** A step's projection of all rows to one gate, from a bias (`startStride` 0) or added to what `start` holds. */
export function project(
  a: usize, aStride: usize, rows: i32, K: i32, packed: usize, start: usize, startStride: usize, units: i32, plane: usize,
  scratch: usize,
): void {
  const N = inPanels(units);
  multiply(a, rows, K, aStride, packed, start, startStride, N, plane, floats(N), -Infinity, Infinity, scratch);
}

/** An activation on part of a plane, in place. */
@inline export function activatePart(code: i32, plane: usize, count: i32): void {
  activate(code, plane, count, plane, defaultAlpha(code));
}

/** The first row from `row` on that the mask does not leave out (or does, with `masked`). */
export function nextRow(mask: usize, maskRow: i32, row: i32, rows: i32, masked: bool): i32 {
  if (!mask) return masked ? rows : row;
  while (row < rows && (load<u8>(mask + <usize>(row * maskRow)) == 0) != masked) row++;
  return row;
}

/** Writes the output of a step: h, or zeros for a masked row where Keras is told to. */
export function writeOutput(
  h: usize, rows: i32, units: i32, mask: usize, maskRow: i32, zeroMasked: bool, y: usize, yRow: i32,
): void {
  const stride = floats(inPanels(units));
  for (let row = 0; row < rows; row++) {
    if (zeroMasked && mask && load<u8>(mask + <usize>(row * maskRow)) == 0) fill(y, 0, units);
    else copy(h, units, y);
    h += stride;
    y += floats(yRow);
  }
}
