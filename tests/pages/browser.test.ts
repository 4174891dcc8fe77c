import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../src/report/html/index.ts';
import { describeWithChromium } from '../peers.ts';
import { CONTENT } from './content.ts';

const PAGE = renderPage(CONTENT);
const FAULTY = `<!doctype html><html lang="en"><title>Faulty</title><main><h1>Faulty</h1>
<p style="width:900px">too wide</p><img src="data:,"><svg viewBox="0 0 100 20"><text y="10">one</text><text x="2" y="11">two</text></svg></main></html>`;
/** axe (https://github.com/dequelabs/axe-core), and our own looks. The page's policy would let no script in. */
const LOOKS = [
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  join(import.meta.dirname, 'look.js'),
];
/** A folder for pictures of the pages, for people to look at. */
const SCREENSHOTS = process.env.FIVEFOLD_SCREENSHOTS;

describeWithChromium('the page in a browser', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath, args: ['--disable-gpu', ...sandbox] });
  });
  afterAll(() => browser?.close());

  describe.each([360, 768, 1280])('%i pixels wide', (width) => {
    it.each(['light', 'dark'] as const)(
      'overflows, overlaps and keeps out nobody: %s',
      async (colorScheme) => {
        const { page, heard } = await open(width, colorScheme);
        if (SCREENSHOTS) {
          mkdirSync(SCREENSHOTS, { recursive: true });
          await page.screenshot({
            path: join(SCREENSHOTS, `page-${width}-${colorScheme}.png`),
            fullPage: true,
          });
        }
        expect(await page.evaluate('overflowing()')).toEqual([]);
        expect(await page.evaluate('overlapping()')).toEqual([]);
        expect(await page.evaluate('brokenRules()')).toEqual([]);
        // Neither a word against its own policy nor a request to anybody.
        expect(heard).toEqual([]);
      },
    );
  });

  it('is all there on paper', async () => {
    const { page } = await open(768, 'light');
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('overflowing()')).toEqual([]);
  });

  it('would notice', async () => {
    const { page, heard } = await open(360, 'light', FAULTY);
    expect(await page.evaluate('overflowing()')).toEqual(['p: too wide']);
    expect(await page.evaluate('overlapping()')).toEqual(['one on two']);
    expect(await page.evaluate('brokenRules()')).toContain('image-alt');
    const faulty = PAGE.replace('</h1>', '</h1><style>p { color: red }</style>');
    await page.setContent(faulty);
    expect(heard.join()).toContain('Content Security Policy');
  });

  /** The page, and everything that it complained of or asked the network for. */
  async function open(
    width: number,
    colorScheme: 'light' | 'dark',
    content = PAGE,
  ): Promise<{ readonly page: Page; readonly heard: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const heard: string[] = [];
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('request', (request) => heard.push(request.url()));
    await page.setContent(content);
    for (const script of LOOKS) await page.evaluate(readFileSync(script, 'utf8'));
    return { page, heard };
  }
});
