/** The operations on four numbers that all kernels are made of. */

@inline export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * One number of a table in all lanes. V8 puts a vector that is written in the code together in five instructions, every time around a
 * loop; one from memory takes one, which makes e^x and its like two to four times as fast (measured November 2026).
 */
@inline export function at(table: usize, index: i32): v128 {
  return v128.load32_splat(table + (<usize>index << 2));
}

@inline export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

@inline export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

@inline export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

@inline export function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

/** a · b + c, rounded twice: a fused one rounds once, but not on every machine. */
@inline export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

/** The smaller or larger; x where x is not a number. One instruction each, unlike `f32x4.min`. */
@inline export function atMost(x: v128, limit: v128): v128 {
  return f32x4.pmin(x, limit);
}

@inline export function atLeast(x: v128, limit: v128): v128 {
  return f32x4.pmax(x, limit);
}

@inline export function clamp(x: v128, lo: v128, hi: v128): v128 {
  return atMost(atLeast(x, lo), hi);
}

/** `yes` in lanes where the condition's bits are set, `no` elsewhere. */
@inline export function select(condition: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, condition);
}

/** The first 1, 2 or 3 numbers; zeros behind them. Reads nothing beyond. */
export function loadPart(address: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(address);
  const two = v128.load64_zero(address);
  return count == 2 ? two : v128.load_lane<f32>(address + 8, two, 2);
}

/** Writes the first 1, 2 or 3 numbers and nothing beyond. */
export function storePart(address: usize, x: v128, count: i32): void {
  if (count == 1) {
    v128.store_lane<f32>(address, x, 0);
    return;
  }
  v128.store_lane<u64>(address, x, 0);
  if (count == 3) v128.store_lane<f32>(address + 8, x, 2);
}

/** The sum of the lanes, in one order. */
@inline export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 2) + (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3))
  );
}

@inline export function maxOfLanes(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}
