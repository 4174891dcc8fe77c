import { floats, VECTOR } from './layout';
import { splat } from './vector';

export function fill(out: usize, value: f32, count: i32): void {
  const four = splat(value);
  for (; count >= 4; count -= 4) {
    v128.store(out, four);
    out += VECTOR;
  }
  for (; count > 0; count--) {
    store<f32>(out, value);
    out += 4;
  }
}

/** A row of numbers: quicker than `memory.copy`, which leaves WebAssembly, where rows are short. */
export function copy(source: usize, count: i32, out: usize): void {
  for (; count >= 4; count -= 4) {
    v128.store(out, v128.load(source));
    source += VECTOR;
    out += VECTOR;
  }
  for (; count > 0; count--) {
    store<f32>(out, load<f32>(source));
    source += 4;
    out += 4;
  }
}

export function copyRows(source: usize, sourceRow: i32, rows: i32, size: i32, out: usize, outRow: i32): void {
  for (let row = 0; row < rows; row++) {
    copy(source, size, out);
    source += floats(sourceRow);
    out += floats(outRow);
  }
}

export function permute(
  source: usize, d0: i32, d1: i32, d2: i32, d3: i32, s0: i32, s1: i32, s2: i32, s3: i32, out: usize,
): void {
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        const from = source + floats(i * s0 + j * s1 + k * s2);
        if (s3 == 1) copy(from, d3, out);
        else for (let l = 0; l < d3; l++) store<f32>(out + floats(l), load<f32>(from + floats(l * s3)));
        out += floats(d3);
      }
    }
  }
}

export function upsample(
  input: usize, images: i32, height: i32, width: i32, channels: i32, factorY: i32, factorX: i32, out: usize,
): void {
  const pixel = floats(channels), wide = width * factorX * channels;
  for (let line = 0; line < images * height; line++) {
    const first = out;
    for (let x = 0; x < width; x++) {
      for (let i = 0; i < factorX; i++) {
        copy(input, channels, out);
        out += pixel;
      }
      input += pixel;
    }
    for (let i = 1; i < factorY; i++) {
      copy(first, wide, out);
      out += floats(wide);
    }
  }
}

export function embed(indices: usize, count: i32, table: usize, vocabulary: i32, size: i32, out: usize): i32 {
  const row = floats(size);
  let outside = 0;
  for (let i = 0; i < count; i++) {
    const index = load<f32>(indices);
    // Also false for what is not a number.
    if (index > -1 && index < <f32>vocabulary) {
      copy(table + <usize>(<i32>index) * row, size, out);
    } else {
      fill(out, 0, size);
      outside++;
    }
    indices += 4;
    out += row;
  }
  return outside;
}
