import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { mintSecret, readSecret, secretText } from '../dataset/index.ts';
import { FivefoldError } from '../domain/errors.ts';
import { readInput, writeOutput } from './files.ts';
import { PRIVATE } from './keygen.ts';
import type { PackOptions } from './pack-options.ts';

/**
 * The secret that divides the data: of the file that is named, or of `<exam>-seed.txt` beside the folder of the exam, where its
 * identity lies too. Without such a file, a new one is written.
 *
 * @throws {FivefoldError} `dataset/seed-malformed`, `file/*`
 */
export async function secretFor({
  exam,
  seedFile,
}: Pick<PackOptions, 'exam' | 'seedFile'>): Promise<{ secret: string; file: string }> {
  const root = dirname(resolve(exam));
  const file = seedFile ?? join(dirname(root), `${basename(root)}-seed.txt`);
  if (await stat(file).catch(() => undefined)) {
    return { secret: readSecret(new TextDecoder().decode(await readInput(file))), file };
  }
  assertOutside(file, root);
  const secret = mintSecret();
  await mkdir(dirname(file), { recursive: true });
  await writeOutput(file, secretText(secret), { mode: PRIVATE, flag: 'wx' });
  return { secret, file };
}

/** Whoever publishes the folder of the exam would publish the secret. */
function assertOutside(file: string, root: string): void {
  if (relative(root, resolve(file)).startsWith('..')) return;
  throw new FivefoldError({
    code: 'file/unwritable',
    message: `${file} lies inside the folder of the exam.`,
    hint: 'Give a --seed-file outside of it: whoever publishes the folder would publish the secret.',
  });
}
