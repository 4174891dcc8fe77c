import { Command } from 'commander';
import { FivefoldError } from '../domain/errors.ts';
import { pictureOf, type Verified } from '../proof/index.ts';
import { EXIT } from './exit.ts';
import { writeOutput } from './files.ts';
import { type ProofOptions, verifyFile } from './proof-input.ts';
import { describe, doesHold } from './verify.ts';

type Certificate = Extract<Verified, { kind: 'certificate' }>;

interface Options extends ProofOptions {
  readonly output: string;
}

export function certificateCommand(): Command {
  return new Command('certificate')
    .description('Make files of a certificate: the signed credential, and a picture that holds it.')
    .argument('<file>', 'the comment on a passed exam as text, or the token alone')
    .option('-o, --output <name>', 'write <name>.jwt and <name>.svg; neither may exist', 'certificate')
    .option('--exam <dir>', 'a clone of the exam repository; by default the folder you are in')
    .option('--keys <file|url>', 'its fivefold-keys.json, when there is no clone')
    .action(async (file: string, options: Options) => {
      const certificate = certificateAmong(await verifyFile(file, options));
      if (!doesHold(certificate)) {
        console.error(describe(certificate));
        process.exitCode = EXIT.submissionAtFault;
        return;
      }
      await writeFiles(certificate, options.output);
    });
}

/** The first, which in a comment is the only one; nothing is drawn of a token that no known key signed. */
function certificateAmong(verified: readonly Verified[]): Certificate {
  const found = verified.find((one): one is Certificate => one.kind === 'certificate');
  if (found) return found;
  const doubt = verified.find((one) => !doesHold(one));
  const message = doubt
    ? `There is no certificate here that holds: ${doubt.lines.find(({ state }) => state === 'fails')?.text}.`
    : 'There is a proof of a score here, and no certificate.';
  const hint = 'A certificate is issued on a pass, in an exam whose keys are out of the reach of candidates.';
  throw new FivefoldError({ code: 'proof/missing', message, hint });
}

async function writeFiles({ token, claims }: Certificate, name: string): Promise<void> {
  const files = { [`${name}.jwt`]: token, [`${name}.svg`]: pictureOf(claims, token) };
  for (const [path, content] of Object.entries(files)) {
    await writeOutput(path, content, { flag: 'wx' });
    console.log(path);
  }
}
