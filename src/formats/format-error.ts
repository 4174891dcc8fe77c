/** A file is not what its format demands. Stages turn it into a `FivefoldError` with their own code. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
