import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { html, Markup } from './markup.ts';

/** Natural width of a chart in CSS pixels: what a phone shows without shrinking the letters. */
const WIDTH = 320;

export interface Picture {
  /** What is drawn, in a few words. */
  readonly title: string;
  /** The numbers of it for who does not see them. */
  readonly description: string;
  readonly options: PlotOptions;
}

/**
 * A figure with a chart in it, as SVG that needs neither a script nor a style of its own: colours come from the page, so that it
 * follows light, dark and print.
 */
export function draw({ title, description, options }: Picture): Markup {
  const { document } = parseHTML('<!doctype html><html></html>');
  const svg = plot({ document, width: WIDTH, marginBottom: 38, ...options });
  svg.querySelector('style')?.remove();
  for (const name of ['width', 'height', 'class', 'font-family', 'style']) svg.removeAttribute(name);
  // Plot names its groups (`dot`, `rule`); in a picture with one name of its own, they have no business.
  for (const group of svg.querySelectorAll('[aria-label], [aria-hidden]')) {
    group.removeAttribute('aria-label');
    group.removeAttribute('aria-hidden');
  }
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `${title}. ${description}`);
  return html`<figure><figcaption>${title}</figcaption>${new Markup(svg.outerHTML)}</figure>`;
}
