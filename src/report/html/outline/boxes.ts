import type { Outline, OutlineLayer } from '../../../domain/outline.ts';

/** What a picture shows in one box: a layer, a model inside the model, or several of which only the sum is shown. */
export interface Box {
  readonly layers: readonly OutlineLayer[];
  /** Layers inside of those that are models. */
  readonly inner: number;
  /** Numbers of the boxes whose output it takes, all smaller than its own. */
  readonly from: readonly number[];
}

/** More boxes than this are a wall, and no picture. */
const MAX_BOXES = 20;
/** Fewer would hide what there is: a long chain alone is no box. */
const MIN_BOXES = 6;

/**
 * The outermost layers of a model in boxes, few enough to be drawn: where there are too many, chains become one box each, and at
 * last everything between the beginning and the end. Of a model that only wraps another, the other one.
 */
export function boxesOf({ layers }: Outline): readonly Box[] {
  const boxes = boxesIn(layers, outermost(layers));
  if (boxes.length <= MAX_BOXES) return boxes;
  const chained = joined(boxes, chains(boxes));
  const few = chained.length < MIN_BOXES ? boxes : chained;
  return few.length <= MAX_BOXES ? few : joined(few, middle(few));
}

/** The place of the model whose layers are worth a picture; `undefined` is the whole. */
function outermost(layers: readonly OutlineLayer[], inside?: number): number | undefined {
  const own = placesIn(layers, inside).filter((place) => layers[place]?.className !== 'InputLayer');
  const [only, ...others] = own;
  const isWrapper = only !== undefined && others.length === 0 && placesIn(layers, only).length > 0;
  return isWrapper ? outermost(layers, only) : inside;
}

function placesIn(layers: readonly OutlineLayer[], inside: number | undefined): readonly number[] {
  return layers.flatMap((layer, place) => (layer.inside === inside ? [place] : []));
}

function boxesIn(layers: readonly OutlineLayer[], inside: number | undefined): readonly Box[] {
  const numbers = new Map(placesIn(layers, inside).map((place, number) => [place, number]));
  return [...numbers.keys()].map((place) => {
    const layer = layers[place];
    const from = (layer?.from ?? []).flatMap((source) => numbers.get(source) ?? []);
    return { layers: layer ? [layer] : [], inner: innerOf(layers, place), from: unique(from) };
  });
}

/** Layers in a model, at any depth: they follow it, each behind the model that it is part of. */
function innerOf(layers: readonly OutlineLayer[], model: number): number {
  const within = new Set([model]);
  for (const [place, { inside }] of layers.entries()) {
    if (inside !== undefined && within.has(inside)) within.add(place);
  }
  return within.size - 1;
}

/** For each box, the number of the chain that it is part of. */
function chains(boxes: readonly Box[]): readonly number[] {
  const uses = new Map<number, number>();
  for (const { from } of boxes) for (const source of from) uses.set(source, (uses.get(source) ?? 0) + 1);
  const groups: number[] = [];
  for (const { from } of boxes) {
    const [source, ...others] = from;
    const goesOn = source !== undefined && others.length === 0 && uses.get(source) === 1;
    groups.push((goesOn ? groups[source] : undefined) ?? groups.length);
  }
  return groups;
}

/** All boxes between the first and the last ones are one: they follow each other, so that nothing goes in a circle. */
function middle(boxes: readonly Box[]): readonly number[] {
  const [first, last] = [MAX_BOXES / 2 - 1, boxes.length - MAX_BOXES / 2 + 1];
  return boxes.map((_, number) => (number > first && number < last ? first + 1 : number));
}

/** Boxes of one group become one, in the place of the last of them, behind everything that any of them takes. */
function joined(boxes: readonly Box[], groups: readonly number[]): readonly Box[] {
  const members = Map.groupBy(boxes.keys(), (number) => groups[number] ?? number);
  const order = [...members.keys()].sort((a, b) => lastOf(members.get(a)) - lastOf(members.get(b)));
  const numbers = new Map(order.map((group, number) => [group, number]));
  return order.map((group, own) => {
    const parts = (members.get(group) ?? []).flatMap((number) => boxes[number] ?? []);
    const from = parts.flatMap((box) =>
      box.from.flatMap((source) => numbers.get(groups[source] ?? source) ?? []),
    );
    return {
      layers: parts.flatMap((box) => box.layers),
      inner: parts.reduce((sum, { inner }) => sum + inner, 0),
      from: unique(from.filter((number) => number < own)),
    };
  });
}

function lastOf(numbers: readonly number[] = []): number {
  return numbers.at(-1) ?? 0;
}

function unique(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)];
}
