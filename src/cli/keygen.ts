import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { mintIdentity } from '../hidden/index.ts';
import { KEYS_FILE, mintSigningKey, readSigningKey, withKey } from '../proof/index.ts';
import { readInput, writeOutput } from './files.ts';
import { assertOutside } from './new-folder.ts';

/** Readable by its owner only: whoever holds the identity can read the hidden sets. */
export const PRIVATE = 0o600;

interface Options {
  readonly output: string;
  readonly postQuantum?: true;
  readonly signing?: true;
  readonly keys?: string;
}

export function keygenCommand(): Command {
  return new Command('keygen')
    .description('Mint an age identity, the key that opens hidden sets, and print its public recipient.')
    .requiredOption('-o, --output <file>', 'where to write the key; must not exist')
    .option(
      '--post-quantum',
      'hybrid identity (ML-KEM-768 + X25519); needs age 1.3 or newer to use elsewhere',
    )
    .option('--signing', `mint a key that signs scores instead, and print ${KEYS_FILE} with its public half`)
    .option(`--keys <${KEYS_FILE}>`, 'with --signing: add the public half to this file, and keep those in it')
    .action((options: Options) => (options.signing ? mintSigning(options) : mint(options)));
}

async function mint({ output, postQuantum }: Options): Promise<void> {
  const { identity, recipient } = await mintIdentity(postQuantum ? 'hybrid' : 'x25519');
  const text = `# public recipient: ${recipient}\n${identity}\n`;
  await writeOutput(output, text, { mode: PRIVATE, flag: 'wx' });
  console.log(recipient);
}

/** The private half first: a published key that nobody holds would be worse than a key that is not published. */
async function mintSigning({ output, keys }: Options): Promise<void> {
  if (keys !== undefined) await assertOutside(output, dirname(keys), 'output');
  const text = mintSigningKey();
  const before = keys === undefined ? undefined : await readIfThere(keys);
  const published = withKey(before, await readSigningKey(text));
  await writeOutput(output, text, { mode: PRIVATE, flag: 'wx' });
  if (keys === undefined) process.stdout.write(published);
  else await writeOutput(keys, published);
}

async function readIfThere(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found && new TextDecoder().decode(await readInput(file));
}
