/** Columns of a panel: two vectors of four, side by side so that V8 can join them to one of eight. */
export const PANEL: i32 = 8;

/**
 * Rows of a tile. 6 × 8 sums fill 12 of the 16 vector registers of x86-64 (or 6, joined); two hold a row of the panel, one what it
 * is multiplied by. Found by measuring, as were the other sizes here.
 */
export const TILE: i32 = 6;

/** Rows that are multiplied by one panel after the other: few enough to stay in the second-level cache. */
export const BLOCK: i32 = 8 * TILE;

/** Pixels that a convolution collects from small pictures, so that few of its tiles are partly empty. */
export const PIXELS_TOGETHER: i32 = 5 * BLOCK;

/** Tiles of 2×2 pixels that Winograd's convolution transforms together. */
export const WINOGRAD_TILES: i32 = BLOCK;

/** Bytes of a vector, and of the pair that is joined. */
export const VECTOR: usize = 16;
export const PAIR: usize = 2 * VECTOR;

/** Bytes that `multiplyBlock` needs: the addresses of a block's rows, and one tile. */
export const SCRATCH: usize = <usize>BLOCK * 4 + <usize>TILE * PAIR;

/** Bytes of so many numbers. A negative stride wraps around, and so does what it is added to. */
@inline export function floats(count: i32): usize {
  return (<usize>count) << 2;
}

/** `count` filled up to whole panels. */
@inline export function inPanels(count: i32): i32 {
  return (count + PANEL - 1) & -PANEL;
}
