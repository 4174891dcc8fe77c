import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { FivefoldError } from '../domain/errors.ts';
import { hashMismatch, installFailed } from './failure.ts';

/** What npm and pip say of bytes that are not those that were pinned. */
const OTHER_BYTES = /EINTEGRITY|do not match the hashes/i;

/**
 * Run a program of this machine to its end, without a shell.
 *
 * @param what the step is, for the message
 * @returns what it wrote to standard output
 * @throws {FivefoldError} engine/tool-missing; engine/hash-mismatch; engine/install-failed, with its last words
 */
export async function run(what: string, [tool = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(tool, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = text(child.stdout);
  const complaints = text(child.stderr);
  const [code] = await once(child, 'close').catch((cause: unknown) => {
    throw toolMissing(tool, cause);
  });
  if (code === 0) return output;
  const said = await complaints;
  if (OTHER_BYTES.test(said)) throw hashMismatch(`What ${tool} was given`);
  throw installFailed(what, said || (await output));
}

/** @throws {FivefoldError} engine/tool-missing where one of these does not run: before anything is downloaded */
export async function requireTools(commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) {
    await run(`\`${command.join(' ')}\``, command).catch((cause: unknown) => {
      throw toolMissing(command.slice(0, -1).join(' '), cause);
    });
  }
}

function toolMissing(tool: string, cause: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'engine/tool-missing',
      message: `The native engine is built on this machine, and ${tool} does not run here.`,
      hint: 'Install npm, Python 3 with pip, make and a C++ compiler (on Debian and Ubuntu: apt install build-essential python3-pip npm).',
    },
    { cause },
  );
}
