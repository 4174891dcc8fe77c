/** A file of a commit: its bytes or text, or something that is no file. */
export type NewFile =
  | Uint8Array
  | string
  | { readonly symlink: string }
  | { readonly submodule: string }
  | { readonly executable: Uint8Array };

export type NewFiles = Readonly<Record<string, NewFile>>;

/** Its mode in a tree, and its bytes. */
export function contentOf(file: Exclude<NewFile, { submodule: string }>): {
  mode: string;
  bytes: Uint8Array;
} {
  if (typeof file === 'string') return { mode: '100644', bytes: new TextEncoder().encode(file) };
  if (file instanceof Uint8Array) return { mode: '100644', bytes: file };
  if ('symlink' in file) return { mode: '120000', bytes: new TextEncoder().encode(file.symlink) };
  return { mode: '100755', bytes: file.executable };
}

export interface PushOptions {
  /** From the commit on `main`, whatever stood there before. */
  readonly force?: boolean;
  /** When GitHub will say that it was pushed; now, unless said otherwise. */
  readonly at?: string;
}
