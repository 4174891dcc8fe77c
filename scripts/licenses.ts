import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of a package among the inputs of a bundle: `node_modules/@scope/name` or `node_modules/name`. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * The licence texts of everything in a bundle, as their licences ask, sorted by name.
 *
 * @param inputs paths of the bundled sources, relative to `root`
 * @throws {Error} a bundled package that states no licence
 */
export async function licenseNotice(root: string, inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((input) => input.match(PACKAGE)?.[0] ?? []));
  const notices = await Promise.all([...folders].map((folder) => noticeOf(join(root, folder))));
  const unique = [...new Set(notices)].sort();
  return `The files in this folder contain the following software.\n\n${unique.join('\n')}`;
}

async function noticeOf(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest as { name: string; version: string; license?: string };
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  if (!file && !license) throw new Error(`${name} states no licence`);
  const text = file ? (await readFile(join(folder, file), 'utf8')).replace(/\r\n/g, '\n').trim() : '';
  return `${'='.repeat(78)}\n${name} ${version} (${license ?? 'see below'})\n\n${text}\n`;
}
