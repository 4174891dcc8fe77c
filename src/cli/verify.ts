import { styleText } from 'node:util';
import { Command } from 'commander';
import type { Line, Verified } from '../proof/index.ts';
import { EXIT } from './exit.ts';
import { printable, useColour } from './output.ts';
import { type ProofOptions, verifyFile } from './proof-input.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Say what holds of a signed score or a certificate.')
    .argument('<file>', 'the comment as text, a scorecard with its proof, a badge, or the token alone')
    .option('--exam <dir>', 'a clone of the exam repository; by default the folder you are in')
    .option('--keys <file|url>', 'its fivefold-keys.json, when there is no clone')
    .option('--candidate <login>', 'whose score it must be')
    .option('--commit <sha>', 'which commit it must be about')
    .option('--json', 'print JSON and nothing else')
    .action(async (file: string, options: ProofOptions & { readonly json?: true }) => {
      const verified = await verifyFile(file, options);
      console.log(options.json ? toJson(verified) : verified.map(describe).join('\n\n'));
      process.exitCode = verified.every(doesHold) ? EXIT.done : EXIT.submissionAtFault;
    });
}

/** What was not checked, for want of something to hold it against, does not fail. */
export function doesHold({ lines }: Verified): boolean {
  return lines.every(({ state }) => state !== 'fails');
}

function toJson(verified: readonly Verified[]): string {
  const schema = 'fivefold/verification/1';
  const tokens = verified.map((one) => ({ holds: doesHold(one), ...one }));
  return JSON.stringify({ schema, holds: verified.every(doesHold), tokens }, null, 2);
}

const TITLES = { score: 'The proof of a score', certificate: 'A certificate', unknown: 'A token' } as const;

export function describe(verified: Verified): string {
  return [TITLES[verified.kind], ...verified.lines.map(lineText)].join('\n');
}

const MARKS = { holds: ['✔', 'green'], fails: ['✖', 'red'], unchecked: ['·', 'dim'] } as const;

function lineText({ aspect, state, text }: Line): string {
  const [mark, style] = MARKS[state];
  const shown = useColour(process.stdout) ? styleText(style, mark) : mark;
  const note = state === 'unchecked' ? ' (not checked)' : '';
  return `  ${shown} ${aspect.padEnd(11)}  ${printable(text)}${note}`;
}
