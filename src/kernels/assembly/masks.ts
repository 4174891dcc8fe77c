import { floats } from './layout';

export function maskUnequal(x: usize, count: i32, value: f32, mask: usize): void {
  maskRows(x, count, 1, value, mask);
}

export function maskRows(x: usize, rows: i32, size: i32, value: f32, mask: usize): void {
  for (let row = 0; row < rows; row++) {
    let differs = false;
    for (let i = 0; i < size; i++) differs = differs || load<f32>(x + floats(i)) != value;
    store<u8>(mask + <usize>row, differs ? 1 : 0);
    x += floats(size);
  }
}

export function applyMask(x: usize, mask: usize, rows: i32, size: i32, out: usize): void {
  const bytes = floats(size);
  for (let row = 0; row < rows; row++) {
    if (load<u8>(mask + <usize>row) == 0) memory.fill(out, 0, bytes);
    else memory.copy(out, x, bytes);
    x += bytes;
    out += bytes;
  }
}
