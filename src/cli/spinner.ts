import ora, { type Ora } from 'ora';
import { useColour } from './output.ts';

/** May lines be drawn over each other there, and does somebody look? */
function isLive({ isTTY }: NodeJS.WriteStream): boolean {
  return isTTY === true && process.env.TERM !== 'dumb';
}

/**
 * Says on stderr what goes on, so that stdout stays clean; nothing where nobody looks.
 *
 * @param options.isQuiet when not even a person at a terminal is to see anything
 */
export function startSpinner(text = '', { isQuiet = false }: { readonly isQuiet?: boolean } = {}): Ora {
  const isEnabled = !isQuiet && isLive(process.stderr);
  const color = useColour(process.stderr) ? 'cyan' : false;
  return ora({ text, isEnabled, isSilent: !isEnabled, color }).start();
}
