import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mintSecret, readSecret, secretText } from '../../src/cli/seed.ts';

describe('a secret seed', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fivefold-seed-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (text: string) => {
    const path = join(folder, 'seed.txt');
    writeFileSync(path, text);
    return path;
  };

  it('is read from what was written, and from an identity file of init', async () => {
    const secret = mintSecret();
    expect(await readSecret(written(secretText(secret)))).toBe(secret);
    const identity = `# public recipient: age1x\r\n# seed: ${secret}\r\nAGE-SECRET-KEY-1\r\n`;
    expect(await readSecret(written(identity))).toBe(secret);
    expect(mintSecret()).not.toBe(secret);
  });

  it('is never guessed from another file, and never quoted', async () => {
    const problem: unknown = await readSecret(written('seed: hunter2')).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'file/malformed' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    expect(String(problem)).not.toContain('hunter2');
  });
});
