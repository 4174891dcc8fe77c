import { styleText } from 'node:util';
import { Command } from 'commander';
import type { Line, Repeated, Verified } from '../proof/index.ts';
import { EXIT } from './exit.ts';
import { printable, useColour } from './output.ts';
import { type ProofOptions, verifyFile } from './proof-input.ts';
import { type RerunOptions, rerunFile } from './rerun.ts';

type Options = ProofOptions & RerunOptions & { readonly rerun?: true };

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Say what holds of a signed score or a certificate.')
    .argument('<file>', 'the comment as text, a scorecard with its proof, a badge, or the token alone')
    .option('--exam <dir>', 'a clone of the exam repository; by default the folder you are in')
    .option('--keys <file|url>', 'its fivefold-keys.json, when there is no clone')
    .option('--candidate <login>', 'whose score it must be')
    .option('--commit <sha>', 'which commit it must be about')
    .option(
      '--rerun',
      'the file is a scorecard: run its models again, and compare every bit that they predict',
    )
    .option('--key-file <file>', 'with --rerun: the age identity that opens the hidden sets')
    .option('--hidden <dir>', 'with --rerun: the folder of the encrypted sets; by default the exam')
    .option('--submission <dir>', 'with --rerun: the submission as a folder; by default the commit on GitHub')
    .option('--json', 'print JSON and nothing else')
    .action(async (file: string, options: Options) => {
      if (options.rerun) return sayRepeated(await rerunFile(file, options), options.json === true);
      const verified = await verifyFile(file, options);
      console.log(options.json ? toJson(verified) : verified.map(describe).join('\n\n'));
      process.exitCode = verified.every(doesHold) ? EXIT.done : EXIT.submissionAtFault;
    });
}

/** A scorecard of which nothing could be compared neither holds nor fails. */
function sayRepeated(lines: readonly Repeated[], asJson: boolean): void {
  const isChecked = lines.some(({ state }) => state !== 'unchecked');
  const holds = isChecked && lines.every(({ state }) => state !== 'fails');
  const width = Math.max(...lines.map(({ task }) => task.length));
  const rows = lines.map(({ task, ...line }) => lineText(task.padEnd(width), line));
  const text = ['The scorecard, run again', ...rows];
  const json = { schema: 'fivefold/rerun/1', holds, tasks: lines };
  console.log(asJson ? JSON.stringify(json, null, 2) : text.join('\n'));
  process.exitCode = holds ? EXIT.done : isChecked ? EXIT.submissionAtFault : EXIT.usage;
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
  return [
    TITLES[verified.kind],
    ...verified.lines.map((line) => lineText(line.aspect.padEnd(11), line)),
  ].join('\n');
}

const MARKS = { holds: ['✔', 'green'], fails: ['✖', 'red'], unchecked: ['·', 'dim'] } as const;

function lineText(name: string, { state, text }: Omit<Line, 'aspect'>): string {
  const [mark, style] = MARKS[state];
  const shown = useColour(process.stdout) ? styleText(style, mark) : mark;
  const note = state === 'unchecked' ? ' (not checked)' : '';
  return `  ${shown} ${printable(name)}  ${printable(text)}${note}`;
}
