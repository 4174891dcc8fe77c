const NOTICE = '\n\n*(Cut here: the whole report is in the job summary.)*\n';

/**
 * The first variant of a text that has at most `maxBytes` in UTF-8; if none has, the last one, cut after a whole line,
 * with a notice.
 */
export function fitInto(variants: readonly (() => string)[], maxBytes: number): string {
  let text = '';
  for (const variant of variants) {
    text = variant();
    if (byteLength(text) <= maxBytes) return text;
  }
  return trim(text, maxBytes - byteLength(NOTICE)) + NOTICE;
}

/** Whole lines of at most `maxBytes`, so that no markdown is left open. */
function trim(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, Math.max(0, text.lastIndexOf('\n', read)));
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
