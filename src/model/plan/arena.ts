/** Something that needs room from one step to another, both included. */
export interface Tenant {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** A line of the cache, to which kernels like their tensors aligned. */
const ALIGNMENT = 64;

/**
 * Gives each tenant an offset, so that no two that live at one time overlap: the largest first, each into the smallest gap
 * that holds it. Source: Pisarchyk & Lee 2020 (arXiv 2001.03288), "greedy by size"
 */
export function layOut<T extends Tenant>(
  tenants: readonly T[],
): { readonly offsets: ReadonlyMap<T, number>; readonly bytes: number } {
  const offsets = new Map<T, number>();
  /** In the order of their offsets. */
  const placed: Placed[] = [];
  let total = 0;
  for (const tenant of tenants.toSorted((a, b) => b.bytes - a.bytes)) {
    const bytes = Math.ceil(tenant.bytes / ALIGNMENT) * ALIGNMENT;
    const from = smallestGap(
      placed.filter(({ first, last }) => first <= tenant.last && last >= tenant.first),
      bytes,
    );
    const index = placed.findIndex((other) => other.from > from);
    placed.splice(index < 0 ? placed.length : index, 0, { ...tenant, from, to: from + bytes });
    offsets.set(tenant, from);
    total = Math.max(total, from + bytes);
  }
  return { offsets, bytes: total };
}

interface Placed extends Tenant {
  readonly from: number;
  readonly to: number;
}

/** @param neighbours - who is there at the same time, in the order of their offsets */
function smallestGap(neighbours: readonly Placed[], bytes: number): number {
  let best: { readonly from: number; readonly size: number } | undefined;
  let free = 0;
  for (const { from, to } of neighbours) {
    const size = from - free;
    if (size >= bytes && (best === undefined || size < best.size)) best = { from: free, size };
    free = Math.max(free, to);
  }
  return best?.from ?? free;
}
