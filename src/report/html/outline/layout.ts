import { Graph, layout } from '@dagrejs/dagre';
import type { Box } from './boxes.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything lies, in CSS pixels from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Upper left corners of the boxes, by number. */
  readonly boxes: readonly Point[];
  /** From the lower edge of one box to the upper edge of another. */
  readonly arrows: readonly (readonly Point[])[];
}

/** Wide enough for `GlobalAveragePooling2D` and for the shape of a picture. */
export const BOX = { width: 170, height: 40 } as const;
const GAP = { x: 24, y: 22 } as const;
const MARGIN = 8;
/** A chain that is longer than this continues in another column. */
const COLUMN = 8;

export function layOut(boxes: readonly Box[]): Layout {
  return isChain(boxes) ? inColumns(boxes.length) : inRanks(boxes);
}

function isChain(boxes: readonly Box[]): boolean {
  return boxes.every(({ from }, number) =>
    number === 0 ? from.length === 0 : from.length === 1 && from[0] === number - 1,
  );
}

/** Down the first column, and on from the top of the next: no wider than a screen, no higher either. */
function inColumns(count: number): Layout {
  const rows = Math.ceil(count / Math.ceil(count / COLUMN));
  const boxes = Array.from({ length: count }, (_, number) => ({
    x: MARGIN + Math.floor(number / rows) * (BOX.width + GAP.x),
    y: MARGIN + (number % rows) * (BOX.height + GAP.y),
  }));
  const columns = Math.ceil(count / rows);
  return {
    width: 2 * MARGIN + columns * (BOX.width + GAP.x) - GAP.x,
    height: 2 * MARGIN + Math.min(count, rows) * (BOX.height + GAP.y) - GAP.y,
    boxes,
    arrows: boxes.slice(1).map((to, i) => step(boxes[i] ?? to, to)),
  };
}

function step(from: Point, to: Point): readonly Point[] {
  const [start, end] = [below(from), above(to)];
  if (start.x === end.x) return [start, end];
  // Out to the right of the first column, up, and in to the next from above; there is room beside and over the boxes.
  const between = from.x + BOX.width + GAP.x / 2;
  const under = { x: start.x, y: start.y + MARGIN / 2 };
  const over = { x: end.x, y: end.y - MARGIN / 2 };
  return [start, under, { x: between, y: under.y }, { x: between, y: over.y }, over, end];
}

function below({ x, y }: Point): Point {
  return { x: x + BOX.width / 2, y: y + BOX.height };
}

function above({ x, y }: Point): Point {
  return { x: x + BOX.width / 2, y };
}

/** Layered, as such graphs are drawn since Sugiyama et al. (1981). */
function inRanks(boxes: readonly Box[]): Layout {
  const graph = new Graph();
  graph.setGraph({ nodesep: GAP.x, ranksep: GAP.y, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const number of boxes.keys()) graph.setNode(`${number}`, { ...BOX });
  const edges = boxes.flatMap(({ from }, number) =>
    from.map((source) => [`${source}`, `${number}`] as const),
  );
  for (const [source, target] of edges) graph.setEdge(source, target);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    boxes: boxes.map((_, number) => {
      const { x = 0, y = 0 } = graph.node(`${number}`);
      return { x: x - BOX.width / 2, y: y - BOX.height / 2 };
    }),
    arrows: edges.map(([source, target]) => graph.edge(source, target).points ?? []),
  };
}
