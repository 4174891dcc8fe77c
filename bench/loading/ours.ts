/** Loads one model in a fresh process, by the same steps as `peer.py`. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

const [path = ''] = process.argv.slice(2);
const { loadModel } = await import('../../src/model/index.ts');
await import('h5wasm').then(({ ready }) => ready);
const beforeBytes = process.memoryUsage.rss();
const start = performance.now();
const model = await loadModel({
  format: path.endsWith('.h5') ? 'h5' : 'keras',
  path,
  files: new Map([[basename(path), await readFile(path)]]),
});
const loadMs = performance.now() - start;
// Peak of the process's whole life; Linux and macOS agree on kilobytes in Node.
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ loadMs, beforeBytes, peakBytes, parameters: model.facts.parameters }));
