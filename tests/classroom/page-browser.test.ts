import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderCohortPage } from '../../src/cohort/page/index.ts';
import { describeWithChromium } from '../peers.ts';
import { contentFor } from './made.ts';

const PAGE = renderCohortPage(contentFor(24), { names: true });
const LOOKS = [
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  join(import.meta.dirname, '../pages/look.js'),
];
const SCREENSHOTS = process.env.FIVEFOLD_SCREENSHOTS;

describeWithChromium('the page of a cohort in a browser', (executablePath) => {
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
            path: join(SCREENSHOTS, `cohort-${width}-${colorScheme}.png`),
            fullPage: true,
          });
        }
        expect(await page.evaluate('overflowing()')).toEqual([]);
        expect(await page.evaluate('overlapping()')).toEqual([]);
        expect(await page.evaluate('brokenRules()')).toEqual([]);
        expect(heard).toEqual([]);
      },
    );
  });

  it('finds people as one types, and says how many', async () => {
    const { page } = await open(1280, 'light');
    const shown = () => page.locator('#people tbody tr:visible').count();
    expect(await shown()).toBe(24);
    await page.getByLabel('Search').fill('monday STUDENT-12');
    expect(await shown()).toBe(1);
    expect(await page.getByRole('status').textContent()).toBe('1 of 24');
    await page.getByLabel('Search').fill('stuck');
    expect(await shown()).toBe(1);
    await page.getByLabel('Search').fill('');
    expect(await shown()).toBe(24);
  });

  it('sorts by any column, numbers as numbers, up and down, from the keyboard too', async () => {
    const { page } = await open(1280, 'light');
    const column = (index: number) =>
      page.locator(`#people tbody tr > :nth-child(${index})`).allTextContents();
    const header = page.getByRole('columnheader', { name: 'login' });
    await header.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    expect((await column(2)).slice(0, 3)).toEqual(['student-0', 'student-1', 'student-2']);
    await page.keyboard.press('Enter');
    expect((await column(2)).slice(0, 2)).toEqual(['student-23', 'student-22']);
    await page.getByRole('columnheader', { name: 'percent' }).getByRole('button').click();
    const percents = (await column(4)).map(Number);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(await header.getAttribute('aria-sort')).toBeNull();
  });

  it('is all there on paper, without the tools', async () => {
    const { page } = await open(768, 'light');
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('overflowing()')).toEqual([]);
    expect(await page.getByLabel('Search').isVisible()).toBe(false);
    expect(await page.locator('#people tbody tr:visible').count()).toBe(24);
  });

  /** The page, and everything that it complained of or asked the network for. */
  async function open(
    width: number,
    colorScheme: 'light' | 'dark',
  ): Promise<{ readonly page: Page; readonly heard: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const heard: string[] = [];
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('request', (request) => heard.push(request.url()));
    await page.setContent(PAGE);
    for (const script of LOOKS) await page.evaluate(readFileSync(script, 'utf8'));
    return { page, heard };
  }
});
