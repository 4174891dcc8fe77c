/** A file is not what its format demands. Stages turn it into a `FivefoldError` with their own code. */
export class FormatError extends Error {
  override readonly name: string = 'FormatError';
}

/** A file that may well be what its format demands, but is beyond a limit of ours. */
export class LimitError extends FormatError {
  override readonly name = 'LimitError';
}
