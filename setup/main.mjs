// Nothing is installed and nothing downloaded: the runner has fetched this commit, `dist/` included, and brings the Node that runs it.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const cli = resolve(import.meta.dirname, '../dist/cli.js');
const bin = join(process.env.RUNNER_TEMP, 'fivefold-bin');
const quoted = (path) => `'${path.replaceAll("'", "'\\''")}'`;

mkdirSync(bin, { recursive: true });
writeFileSync(join(bin, 'fivefold'), `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(cli)} "$@"\n`, {
  mode: 0o755,
});
appendFileSync(process.env.GITHUB_PATH, `${bin}\n`);
