import type { StoredWeight } from '../formats/stored.ts';
import type { Layer, WeightSlot } from '../graph.ts';
import { setWeights } from './set-weight.ts';

/**
 * `.keras`: a layer's weights are numbered in `<path>/vars`, in the order of creation; parts of a layer (`cell`,
 * `query_dense`) have a folder each. Source: keras/src/saving/saving_lib.py `_load_state`
 */
export function assignByPath(model: Layer, at: (path: string) => readonly StoredWeight[]): void {
  visit(model, '', at, new Set());
}

function visit(
  layer: Layer,
  path: string,
  at: (path: string) => readonly StoredWeight[],
  seen: Set<Layer>,
): void {
  if (seen.has(layer)) return;
  seen.add(layer);
  for (const [part, slots] of Map.groupBy(layer.slots, partOf)) {
    const isOwn = (_: unknown, i: number): boolean => slots[i]?.copy !== true;
    setWeights(
      layer,
      slots.filter(isOwn).map((slot) => ({ layer, slot })),
      storedPart(path, part, at).filter(isOwn),
    );
  }
  for (const child of layer.children) visit(child.layer, join(path, child.path), at, seen);
}

/** Keras 2 named the parts of some layers by private attributes: `_query_dense`. */
function storedPart(
  path: string,
  part: string,
  at: (path: string) => readonly StoredWeight[],
): readonly StoredWeight[] {
  const stored = at(join(path, part));
  return stored.length > 0 || part === '' ? stored : at(join(path, `_${part}`));
}

/** `cell/kernel` → `cell`; `kernel` → the layer itself. */
function partOf({ name }: WeightSlot): string {
  return name.slice(0, Math.max(name.lastIndexOf('/'), 0));
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
