import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_KEYS_BYTES, MAX_PROOF_TEXT_BYTES } from '../domain/limits.ts';
import { type LoadedExam, parseExam } from '../exam/index.ts';
import { download } from '../hidden/download.ts';
import { KEYS_FILE, type PublicKey, readKeys, type Verified, verifyText } from '../proof/index.ts';
import { readInput } from './files.ts';

export interface ProofOptions {
  readonly exam?: string;
  readonly keys?: string;
  readonly candidate?: string;
  readonly commit?: string;
}

/** Check what is signed in a file: against the keys named, or those of the exam folder, and the exam if it is there. */
export async function verifyFile(file: string, options: ProofOptions): Promise<readonly Verified[]> {
  const text = new TextDecoder().decode(await readBounded(file, MAX_PROOF_TEXT_BYTES));
  const { candidate, commit } = options;
  const exam = await examIn(options);
  return verifyText(text, {
    keys: await keysFrom(options),
    ...(exam && { exam }),
    ...(candidate !== undefined && { candidate }),
    ...(commit !== undefined && { commit }),
  });
}

/** Never at an address that the proof itself names: whoever forges a proof has keys for it, too. */
async function keysFrom({ keys, exam = '.' }: ProofOptions): Promise<readonly PublicKey[]> {
  const place = keys ?? join(exam, KEYS_FILE);
  if (/^https?:/i.test(place)) return readKeys(new TextDecoder().decode(await fetchKeys(place)));
  if (keys === undefined && !(await exists(place))) throw noKeys(place);
  return readKeys(new TextDecoder().decode(await readBounded(place, MAX_KEYS_BYTES)));
}

async function fetchKeys(address: string): Promise<Uint8Array> {
  try {
    return await download(address, { maxBytes: MAX_KEYS_BYTES, allowLoopback: true });
  } catch (cause) {
    const reason = cause instanceof FivefoldError ? ` ${cause.message}` : '';
    const message = `The keys at ${address} cannot be had.${reason}`;
    const hint = 'Check the address, or download the file and name that.';
    throw new FivefoldError({ code: 'proof/keys-unreachable', message, hint }, { cause });
  }
}

/** An exam folder that was named must hold an exam; the folder one happens to be in need not. */
async function examIn({ exam }: ProofOptions): Promise<LoadedExam | undefined> {
  const path = join(exam ?? '.', 'exam.yml');
  if (exam === undefined && !(await exists(path))) return undefined;
  return parseExam(await readInput(path));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  const bytes = await readInput(path);
  if (bytes.length <= maxBytes) return bytes;
  const message = `${path} has ${bytes.length} bytes; the limit is ${maxBytes}.`;
  throw new FivefoldError({ code: 'file/malformed', message, hint: 'Give the comment or the token alone.' });
}

function noKeys(place: string): FivefoldError {
  const message = `There are no public keys to check with: ${place} does not exist.`;
  const hint = `Name a clone of the exam repository with --exam, or its ${KEYS_FILE} with --keys.`;
  return new FivefoldError({ code: 'file/unreadable', message, hint });
}
