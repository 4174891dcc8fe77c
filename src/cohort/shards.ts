import { MAX_SHARDS, MIN_SHARD_MS } from './limits.ts';

/** Jobs that one runner grades: from the first index up to, not including, the last. */
export interface Shard {
  readonly from: number;
  readonly to: number;
  readonly costMs: number;
}

/**
 * Cut jobs into shards of about equal cost, as many as there are runners at most: neighbours stay together, since they lie in the
 * same files of the results branch. What needs no evaluation costs nothing and goes with its neighbours.
 */
export function cutShards(jobs: readonly { readonly costMs: number }[], runners: number): readonly Shard[] {
  const total = jobs.reduce((sum, { costMs }) => sum + costMs, 0);
  if (total === 0) return [];
  const wanted = Math.ceil(total / MIN_SHARD_MS);
  const count = Math.max(1, Math.min(wanted, runners, MAX_SHARDS));
  const shards: Shard[] = [];
  let [from, cost, before] = [0, 0, 0];
  jobs.forEach(({ costMs }, i) => {
    cost += costMs;
    const isLast = i === jobs.length - 1;
    // By the sum so far, not shard by shard: what one has too much, the next has less.
    if (!isLast && before + cost < ((shards.length + 1) * total) / count) return;
    shards.push({ from, to: i + 1, costMs: cost });
    before += cost;
    [from, cost] = [i + 1, 0];
  });
  return shards;
}
