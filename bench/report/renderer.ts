/** Renders a comment and a page once, in a fresh process, as a grading does. */
import { reportOf } from '../../src/report/index.ts';
import { CARD, CHECK, EXAM } from '../../tests/pages/content.ts';

const start = performance.now();
const comment = reportOf(CARD).comment();
const commented = performance.now();
// As the command line does: what draws the page is loaded only where one is wanted.
const { renderPage } = await import('../../src/report/html/index.ts');
const page = renderPage({ exam: EXAM, card: CARD, check: CHECK });
const paged = performance.now();
console.log(
  JSON.stringify({
    commentMs: commented - start,
    pageMs: paged - commented,
    commentBytes: comment.length,
    pageBytes: page.length,
  }),
);
