/** One thing in a submission. The path is hostile until {@link isSafePath} says otherwise, and never touches a disk. */
export interface Entry {
  /** From the root of the submission, with `/` between names. */
  readonly path: string;
  readonly kind: 'file' | 'symlink' | 'submodule' | 'folder' | 'special';
  /** Bytes; files only. */
  readonly size?: number;
  /** Git object id of a file, where it is known before the file is read. */
  readonly objectId?: string;
}

export interface Listing {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Not everything is listed: what is absent may still exist. */
  readonly truncated: boolean;
}

/** Where a submission comes from: a commit on GitHub, or a folder. */
export interface Source {
  /** For messages: `commit abc1234`, `the folder`. */
  readonly name: string;
  list(): Promise<Listing>;
  /**
   * The bytes of a listed file.
   *
   * @throws {FivefoldError} `submission/file-too-large` more than `maxBytes`; any other code means that it is not known
   */
  read(entry: Entry, maxBytes: number): Promise<Uint8Array>;
}
