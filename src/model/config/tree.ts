/**
 * What a layer is called with: nested lists and records whose leaves are tensors (or references to them) and plain
 * literals, as in Python calls such as `layer([a, b], axis=1, mask=[m, None])`.
 */
export type Tree<Leaf> =
  | Leaf
  | null
  | boolean
  | number
  | string
  | readonly Tree<Leaf>[]
  | { readonly [key: string]: Tree<Leaf> };

export type Guard<Leaf> = (value: unknown) => value is Leaf;

/** The tree with every leaf replaced. */
export function mapLeaves<A, B>(tree: Tree<A>, isLeaf: Guard<A>, change: (leaf: A) => Tree<B>): Tree<B> {
  if (isLeaf(tree)) return change(tree);
  if (tree === null || typeof tree !== 'object') return tree;
  if (Array.isArray(tree)) return tree.map((child: Tree<A>) => mapLeaves(child, isLeaf, change));
  const entries = Object.entries(tree as Record<string, Tree<A>>);
  return Object.fromEntries(entries.map(([key, child]) => [key, mapLeaves(child, isLeaf, change)]));
}

/** Every leaf, in the order in which Python's `tree.flatten` visits lists (and JavaScript visits records). */
export function leavesOf<Leaf>(tree: Tree<Leaf>, isLeaf: Guard<Leaf>): Leaf[] {
  if (isLeaf(tree)) return [tree];
  if (tree === null || typeof tree !== 'object') return [];
  return Object.values(tree as Record<string, Tree<Leaf>>).flatMap((child) => leavesOf(child, isLeaf));
}
