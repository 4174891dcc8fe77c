import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { format } from './closing-line.ts';

const ROOT = join(import.meta.dirname, '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fivefold-closing-'));
  const reporter = join(ROOT, 'tests', 'closing-line.ts');
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { closingLine } from '${reporter}';
     export default { test: { globals: true, include: ['*.test.js'], reporters: ['default', closingLine()] } };`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Run a real vitest on the given test files; its exit code and the last line it prints. */
function runVitest(files: Readonly<Record<string, string>>): {
  status: number | null;
  last: string | undefined;
} {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
    encoding: 'utf8',
    env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules'), VITEST: undefined },
  });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

it('ends the output of a run with the numbers of passed, failed and skipped tests', () => {
  const outcome = runVitest({
    'a.test.js': `it('passes', () => {}); it('passes too', () => {}); it.skip('waits', () => {});`,
    'b.test.js': `it('fails', () => { throw new Error('on purpose'); });`,
  });
  expect(outcome).toEqual({ status: 1, last: '2 passed, 1 failed, 1 skipped' });
});

it('counts a file that cannot be loaded as a failure', () => {
  const outcome = runVitest({
    'a.test.js': `it('passes', () => {});`,
    'b.test.js': `throw new Error('on purpose');`,
  });
  expect(outcome).toEqual({ status: 1, last: '1 passed, 1 failed' });
});

it('mentions skipped tests only when there are some', () => {
  expect(format({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
});
