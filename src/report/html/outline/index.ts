import type { Outline, OutlineLayer } from '../../../domain/outline.ts';
import { formatShape } from '../../../domain/tensor.ts';
import { clean } from '../../escape.ts';
import { html, type Markup } from '../markup.ts';
import { type Box, boxesOf } from './boxes.ts';
import { BOX, layOut, type Point } from './layout.ts';

/** Characters that fit into a box, of the upper and of the lower line. */
const [MAX_UPPER, MAX_LOWER] = [23, 28];

/**
 * What a model is made of, drawn from its input to its output, and the same as a list.
 *
 * @param task whose model it is: no two parts of a page have the same name
 */
export function outlinePicture(outline: Outline, task: string): Markup {
  const boxes = boxesOf(outline);
  const { width, height, boxes: places, arrows } = layOut(boxes);
  const title = 'The layers of the model, from input to output';
  return html`<figure class="outline"><figcaption>${title}</figcaption><div class="scroll" tabindex="0" role="region" aria-label="Layers: ${clean(task)}"><svg role="img" aria-label="${title}. ${boxes.map(said).join(' ')}" width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}" fill="currentColor" text-anchor="middle">${arrows.map(arrow)}${boxes.map((box, number) => drawn(box, places[number] ?? { x: 0, y: 0 }))}</svg></div>
${list(outline)}</figure>`;
}

function drawn(box: Box, { x, y }: Point): Markup {
  const middle = round(x + BOX.width / 2);
  const stack = box.inner > 0 || box.layers.length > 1;
  return html`<g><title>${said(box)}</title>${stack ? frame(x + 3, y + 3) : undefined}${frame(x, y)}<text x="${middle}" y="${round(y + 17)}" font-weight="600">${cut(nameOf(box), MAX_UPPER)}</text><text x="${middle}" y="${round(y + 32)}" font-size="10">${numbersOf(box) && cut(numbersOf(box), MAX_LOWER)}</text></g>`;
}

function frame(x: number, y: number): Markup {
  return html`<rect x="${round(x)}" y="${round(y)}" width="${BOX.width}" height="${BOX.height}" rx="5" fill="var(--wash)" stroke="var(--line)"/>`;
}

/** A line, and a head where it ends: a marker would need a name, and two models on a page would have the same. */
function arrow(points: readonly Point[]): Markup {
  const path = points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
  const { x, y } = points.at(-1) ?? { x: 0, y: 0 };
  const head = `${round(x - 3)},${round(y - 6)} ${round(x + 3)},${round(y - 6)} ${round(x)},${round(y)}`;
  return html`<polyline points="${path}" fill="none" stroke="var(--line)"/><polygon points="${head}" fill="var(--line)"/>`;
}

/** `Conv2D`; `Conv2D … ReLU` for several. */
function nameOf({ layers }: Box): string {
  const [first, last] = [layers[0], layers.at(-1)].map((layer) => clean(layer?.className ?? ''));
  return layers.length > 1 ? `${first} … ${last}` : `${first}`;
}

/** `(26, 26, 32) · 320`; of what has no room for both, the shape alone. */
function numbersOf({ layers, inner }: Box): string {
  const shape = layers.at(-1)?.output;
  const count = layers.length + inner;
  const parts = [
    ...(shape ? [formatShape(shape)] : []),
    ...(count > 1 ? [`${count} layers`] : parametersOf(layers)),
  ];
  const both = parts.join(' · ');
  return both.length <= MAX_LOWER ? both : (parts[0] ?? '');
}

function parametersOf(layers: readonly OutlineLayer[]): readonly string[] {
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return parameters === 0 ? [] : [parameters.toLocaleString('en-GB')];
}

/** `conv2d (Conv2D), answers (26, 26, 32), 320 parameters.` */
function said({ layers, inner }: Box): string {
  const [first, last] = [layers[0], layers.at(-1)];
  if (!first || !last) return '';
  const what =
    layers.length > 1 ? `${labelOf(first)} to ${labelOf(last)}, ${layers.length} layers` : labelOf(first);
  const shape = last.output ? [`answers ${formatShape(last.output)}`] : [];
  const parameters = parametersOf(layers).map((count) => `${count} parameters`);
  return `${[what, ...(inner > 0 ? [`${inner} layers inside`] : []), ...shape, ...parameters].join(', ')}.`;
}

function labelOf({ name, className }: OutlineLayer): string {
  return `${clean(name)} (${clean(className)})`;
}

function cut(text: string, characters: number): string {
  return clean(text, characters);
}

/** Every layer, also where a picture shows only the sum of many. */
function list({ layers, more }: Outline): Markup {
  const items = layers.map((layer) => html`<li>${said({ layers: [layer], inner: 0, from: [] })}</li>`);
  const rest = more > 0 ? html`<p class="quiet">And ${more.toLocaleString('en-GB')} more.</p>` : undefined;
  return html`<details><summary>${layers.length} layers as a list</summary><ol>${items}</ol>${rest}</details>`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
