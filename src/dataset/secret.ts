import { createHmac, randomBytes } from 'node:crypto';
import { datasetError } from './problem.ts';

/** 128 bits, in any spelling: 32 digits of hex, 22 of base64. */
const MIN_SECRET_CHARACTERS = 22;

/** A new secret seed, as a line of text for a file that nobody else may read. */
export function mintSecret(): string {
  return `# divides the data of an exam into parts; whoever has it and the data knows the hidden part\n${randomBytes(32).toString('hex')}\n`;
}

/**
 * The seed in a file: its only line that is no comment.
 *
 * @throws {FivefoldError} `dataset/seed-malformed`; no message quotes it
 */
export function readSecret(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const [secret = '', ...more] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (more.length > 0) throw datasetError('dataset/seed-malformed', 'The seed file has more than one seed.');
  if (secret.length >= MIN_SECRET_CHARACTERS) return secret;
  const message = `The seed has ${secret.length} characters; ${MIN_SECRET_CHARACTERS} are the least.`;
  throw datasetError('dataset/seed-malformed', message);
}

/**
 * Where a thing stands in an order that only the secret tells: equal things stand at the same place, whatever stands
 * around them.
 */
export function placeOf(secret: string, ...names: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(names)).digest('hex');
}
