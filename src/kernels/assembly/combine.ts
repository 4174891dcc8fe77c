import { floats, PAIR, PANEL, VECTOR } from './layout';
import { add, div, loadPart, mul, storePart, sub } from './vector';

export class Add {
  @inline apply(a: v128, b: v128): v128 { return add(a, b); }
}

export class Subtract {
  @inline apply(a: v128, b: v128): v128 { return sub(a, b); }
}

export class Multiply {
  @inline apply(a: v128, b: v128): v128 { return mul(a, b); }
}

export class Divide {
  @inline apply(a: v128, b: v128): v128 { return div(a, b); }
}

export class Maximum {
  @inline apply(a: v128, b: v128): v128 { return f32x4.max(a, b); }
}

export class Minimum {
  @inline apply(a: v128, b: v128): v128 { return f32x4.min(a, b); }
}

/** In the order of `COMBINATION` in exports.ts. */
export function combine(
  code: i32, a: usize, aOuter: i32, aRow: i32, b: usize, bOuter: i32, bRow: i32, outer: i32, rows: i32, size: i32, out: usize,
): void {
  switch (code) {
    case 0: return rowsOf<Add>(a, aOuter, aRow, b, bOuter, bRow, outer, rows, size, out);
    case 1: return rowsOf<Subtract>(a, aOuter, aRow, b, bOuter, bRow, outer, rows, size, out);
    case 2: return rowsOf<Multiply>(a, aOuter, aRow, b, bOuter, bRow, outer, rows, size, out);
    case 3: return rowsOf<Divide>(a, aOuter, aRow, b, bOuter, bRow, outer, rows, size, out);
    case 4: return rowsOf<Maximum>(a, aOuter, aRow, b, bOuter, bRow, outer, rows, size, out);
    case 5: return rowsOf<Minimum>(a, aOuter, aRow, b, bOuter, bRow, outer, rows, size, out);
    default: unreachable();
  }
}

function rowsOf<F>(
  a: usize, aOuter: i32, aRow: i32, b: usize, bOuter: i32, bRow: i32, outer: i32, rows: i32, size: i32, out: usize,
): void {
  if (aRow == size && bRow == size) {
    size *= rows;
    rows = 1;
  }
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < rows; j++) {
      pairwise<F>(a + floats(i * aOuter + j * aRow), b + floats(i * bOuter + j * bRow), size, out);
      out += floats(size);
    }
  }
}

/** out[i] = f(a[i], b[i]) */
export function pairwise<F>(a: usize, b: usize, count: i32, out: usize): void {
  // Nothing of it is read: the class stands for its one method.
  const func = changetype<F>(0);
  for (; count >= PANEL; count -= PANEL) {
    const left = func.apply(v128.load(a), v128.load(b));
    const right = func.apply(v128.load(a, VECTOR), v128.load(b, VECTOR));
    v128.store(out, left);
    v128.store(out, right, VECTOR);
    a += PAIR;
    b += PAIR;
    out += PAIR;
  }
  if (count >= 4) {
    v128.store(out, func.apply(v128.load(a), v128.load(b)));
    a += VECTOR;
    b += VECTOR;
    out += VECTOR;
    count -= 4;
  }
  if (count > 0) storePart(out, func.apply(loadPart(a, count), loadPart(b, count)), count);
}
