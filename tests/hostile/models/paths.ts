import { savedModelOf } from '../../model/saved-model/write.ts';
import type { Attack } from '../world.ts';
import { HEALTHY, text } from './build.ts';

/** The `model.json` of a healthy model, with another name for its shard. */
function namingShard(path: string): Attack['files'] {
  const json = JSON.parse(new TextDecoder().decode(HEALTHY['model.json'] as Uint8Array)) as {
    weightsManifest: { paths: string[] }[];
  };
  for (const group of json.weightsManifest) group.paths = [path];
  return { ...HEALTHY, 'model.json': JSON.stringify(json) };
}

const SAVED = Object.fromEntries(
  savedModelOf({ name: 'main', nodes: [{ name: 'same', op: 'Identity', inputs: ['x'] }] }),
);
/** An index that the graph has no use for: a table of TensorFlow's is not even opened. */
const INDEX = { 'variables/variables.index': text('unused') };

/** Links and names that lead out of the submission. */
export function paths(): readonly Attack[] {
  return [
    { title: '[T-05] none: the control case', files: { ...SAVED, ...INDEX }, ends: 'scored' },
    {
      title: '[T-05] a link to a file of the runner',
      files: { 'model.h5': { symlink: '/etc/passwd' } },
      ends: 'submission/symlink',
    },
    {
      title: "[T-05] a link to another candidate's model",
      files: { 'model.h5': { symlink: '../healthy/model.json' } },
      ends: 'submission/symlink',
    },
    {
      title: '[T-05] a link that leads to itself',
      files: { 'model.keras': { symlink: 'model.keras' } },
      ends: 'submission/symlink',
    },
    {
      title: '[T-05] variables that are a link to the environment of a process',
      files: { ...SAVED, 'variables/variables.index': { symlink: '/proc/self/environ' } },
      ends: 'submission/symlink',
    },
    {
      title: '[T-05] a folder of variables that is a link',
      files: { ...SAVED, variables: { symlink: '/etc' } },
      ends: 'submission/symlink',
    },
    {
      title: '[T-04] a shard whose path leaves the folder',
      files: namingShard('../healthy/shard.bin'),
      ends: 'submission/path-unsafe',
    },
    {
      title: '[T-04] a shard with an absolute path',
      files: namingShard('/etc/passwd'),
      ends: 'submission/path-unsafe',
    },
    {
      title: '[T-04] a shard by an address',
      files: namingShard('https://example.com/shard.bin'),
      ends: 'submission/path-unsafe',
    },
    {
      title: '[T-04] a shard on a Windows drive',
      files: namingShard('C:\\shard.bin'),
      ends: 'submission/path-unsafe',
    },
    {
      title: '[T-04] a shard of another case',
      files: namingShard('SHARD.BIN'),
      ends: 'submission/file-missing',
    },
  ];
}
