import { stripVTControlCharacters, styleText } from 'node:util';
import { toProblem } from '../domain/errors.ts';
import { helpUrl } from '../domain/help.ts';

/** Colours are for people who look at a terminal and have not asked for none (no-color.org). */
export function useColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR;
}

/** How a report is to be rendered for whoever reads stdout. */
export function terminal(): { readonly colour: boolean; readonly width: number } {
  return { colour: useColour(process.stdout), width: process.stdout.columns ?? 80 };
}

/** Control characters in a model's or a file's name must not reach the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/** Tell a person on stderr what went wrong, where, what to do, and where that is explained. */
export function complain(error: unknown): void {
  const { code, message, hint, where } = toProblem(error);
  const mark = useColour(process.stderr) ? styleText('red', '✖') : '✖';
  const place = where === undefined ? '' : ` (${printable(where)})`;
  console.error(`${mark} ${printable(message)}${place}\n  ${printable(hint)}\n  [${code}] ${helpUrl(code)}`);
  if (code === 'internal' && process.env.FIVEFOLD_DEBUG) console.error(error);
}
