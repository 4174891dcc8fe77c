/**
 * A text of at most `maxBytes` in UTF-8: unchanged when it fits, otherwise cut between characters, at the last line
 * break if there is one near, with `notice` at its end.
 */
export function clip(text: string, maxBytes: number, notice = NOTICE): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = Math.max(0, maxBytes - Buffer.byteLength(notice));
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(room));
  const lineEnd = text.lastIndexOf('\n', read);
  const isNear = lineEnd >= 0 && lineEnd > read - LINE_SEARCH;
  return text.slice(0, isNear ? lineEnd : read) + notice;
}

const NOTICE = '\n\n*(Cut: the rest is in the job summary.)*';

/** Characters given up at most in order to end with a whole line. */
const LINE_SEARCH = 1_000;
