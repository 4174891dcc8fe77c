import { type ErrorCode, FivefoldError } from '../domain/errors.ts';

type ProofErrorCode = Extract<ErrorCode, `proof/${string}`>;

const HINTS: Record<ProofErrorCode, string> = {
  'proof/key-malformed':
    'Store what `fivefold keygen --signing` wrote, unchanged: one line of JSON. An Ed25519 key as PEM (PKCS #8) will do, too.',
  'proof/keys-malformed':
    'It is a JSON Web Key Set of public Ed25519 keys, as `fivefold init` and `fivefold keygen --signing --keys` write it.',
  'proof/keys-unreachable': 'Check the address, or download the file and name that.',
  'proof/missing':
    'Give the text of the comment, the output `proof` of the action, or a badge: what is signed begins with eyJ.',
};

export function proofError(code: ProofErrorCode, message: string, options?: ErrorOptions): FivefoldError {
  return new FivefoldError({ code, message, hint: HINTS[code] }, options);
}
