/** Taylor coefficients of sin(x) / x in x², enough for an error below 1e-9 on [−π/2, π/2]. */
const TAYLOR = [1, -1 / 6, 1 / 120, -1 / 5_040, 1 / 362_880, -1 / 39_916_800, 1 / 6_227_020_800];

/** sin(x) in exact IEEE operations only: `Math.sin` may differ in its last bit between engines. */
export function sine(x: number): number {
  const turn = x - 2 * Math.PI * Math.round(x / (2 * Math.PI));
  const folded = turn > Math.PI / 2 ? Math.PI - turn : turn < -Math.PI / 2 ? -Math.PI - turn : turn;
  return folded * TAYLOR.reduceRight((sum, coefficient) => sum * folded * folded + coefficient, 0);
}

/** cos(x), see `sine`. */
export function cosine(x: number): number {
  return sine(x + Math.PI / 2);
}
