/**
 * Groups of things that are near each other, directly or through others: for every thing, the lowest index of its group.
 *
 * @param pairs indices of two things that are near each other
 */
export function groupsOf(count: number, pairs: Iterable<readonly [number, number]>): readonly number[] {
  const parents = [...Array(count).keys()];
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    // Halves the way for whoever asks next (union–find with path compression).
    parents[index] = root;
    return root;
  };
  for (const [a, b] of pairs) {
    const [low, high] = [rootOf(a), rootOf(b)].toSorted((x, y) => x - y);
    if (low !== undefined && high !== undefined) parents[high] = low;
  }
  return parents.map((_, index) => rootOf(index));
}

/**
 * Pairs worth a closer look: those that share a bucket. Who is near someone must share at least one bucket with them.
 *
 * @param bucketsOf names of the buckets of one thing
 */
export function* candidatePairs<T>(
  things: readonly T[],
  bucketsOf: (thing: T) => Iterable<string>,
): Iterable<readonly [number, number]> {
  const buckets = new Map<string, number[]>();
  for (const [index, thing] of things.entries()) {
    for (const name of bucketsOf(thing)) {
      const bucket = buckets.get(name);
      for (const other of bucket ?? []) yield [other, index];
      if (bucket) bucket.push(index);
      else buckets.set(name, [index]);
    }
  }
}
