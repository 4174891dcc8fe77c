import { Command } from 'commander';
import { mintIdentity } from '../hidden/index.ts';
import { writeOutput } from './files.ts';

/** Readable by its owner only: whoever holds the identity can read the hidden sets. */
export const PRIVATE = 0o600;

export function keygenCommand(): Command {
  return new Command('keygen')
    .description('Mint an age identity, the key that opens hidden sets, and print its public recipient.')
    .requiredOption('-o, --output <file>', 'where to write the identity; must not exist')
    .option(
      '--post-quantum',
      'hybrid identity (ML-KEM-768 + X25519); needs age 1.3 or newer to use elsewhere',
    )
    .action(async (options: { output: string; postQuantum?: true }) => {
      const { identity, recipient } = await mintIdentity(options.postQuantum ? 'hybrid' : 'x25519');
      const text = `# public recipient: ${recipient}\n${identity}\n`;
      await writeOutput(options.output, text, { mode: PRIVATE, flag: 'wx' });
      console.log(recipient);
    });
}
