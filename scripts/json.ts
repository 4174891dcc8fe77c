const MAX_LINE_CHARACTERS = 110;

const LIST = /^( *(?:"[^"]*": )?)(\[\s+(?:"[^"]*"|-?[\d.]+)(?:,\s+(?:"[^"]*"|-?[\d.]+))*\s+\],?)/gm;

/** Lists of words or numbers on one line, where they fit, as the formatter wants them. */
export function layOut(json: string): string {
  return json.replace(LIST, (all, before: string, list: string) => {
    const line = before + list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']');
    return line.length <= MAX_LINE_CHARACTERS ? line : all;
  });
}
