/** Of the normal distribution: 95 % lie within. */
const Z = 1.96;

/**
 * Between which shares that of all rows lies, when `share` of `count` were seen: the score interval, which says something
 * also where none or all were seen.
 * Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
 */
export function binomialInterval(share: number, count: number): readonly [number, number] {
  const centre = share + Z ** 2 / (2 * count);
  const spread = Z * Math.sqrt((share * (1 - share)) / count + Z ** 2 / (4 * count ** 2));
  const scale = 1 + Z ** 2 / count;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}
