import { gzipSync, zipSync } from 'fflate';
import { MAX_ZIP_MEMBERS } from '../../../src/domain/limits.ts';
import type { Attack } from '../world.ts';
import { archive, HEALTHY, members, text } from './build.ts';
import { declaring, overlapping } from './zip.ts';

const MIB = 1024 ** 2;
const keras = (bytes: Uint8Array) => ({ 'model.keras': bytes });

/** Bombs, archives in archives, and members with paths of their own. */
export async function archives(): Promise<readonly Attack[]> {
  const inside = await members();
  const whole = archive(inside);
  const zeros = new Uint8Array(16 * MIB);
  const bomb = zipSync({ ...inside, 'zeros.bin': zeros }, { level: 9 });
  const many = Object.fromEntries(
    Array.from({ length: MAX_ZIP_MEMBERS }, (_, i) => [`${i}`, new Uint8Array()]),
  );
  const nest = (levels: number): Uint8Array =>
    levels === 0 ? whole : zipSync({ 'model.keras': nest(levels - 1) });
  return [
    { title: '[T-01] none: the control case', files: keras(whole), ends: 'scored' },
    {
      title: '[T-01] a zip bomb that declares 3 GiB',
      files: keras(declaring(bomb, 'zeros.bin', 3 * 1024 * MIB)),
      ends: 'model/too-large',
    },
    {
      title: '[T-01] a zip bomb that declares 100 bytes and unfolds to 16 MiB',
      files: keras(declaring(bomb, 'zeros.bin', 100)),
      ends: 'model/damaged',
    },
    {
      title: '[T-01] a zip bomb whose 10,000 members share 16 MiB of zeros',
      files: keras(overlapping(zipSync({ 'zeros.bin': zeros }), 'zeros.bin', 10_000)),
      ends: 'model/too-large',
    },
    {
      title: '[T-01] an archive of more members than any model has',
      files: keras(archive({ ...inside, ...many })),
      ends: 'model/too-large',
    },
    {
      title: '[T-02] a gzip bomb for a model',
      files: keras(gzipSync(zeros)),
      ends: 'submission/wrong-content',
    },
    {
      title: '[T-02] a gzip bomb for the weights in an archive',
      files: keras(archive({ ...inside, 'model.weights.h5': gzipSync(zeros) })),
      ends: 'model/damaged',
    },
    {
      title: '[T-02] a gzip bomb for the shard of a web model',
      files: { ...HEALTHY, 'shard.bin': gzipSync(zeros) },
      ends: 'model/damaged',
    },
    { title: '[T-03] an archive in 50 archives', files: keras(nest(50)), ends: 'model/unknown-format' },
    {
      title: '[T-03] an archive in place of the weights of an archive',
      files: keras(archive({ ...inside, 'model.weights.h5': whole })),
      ends: 'model/damaged',
    },
    {
      title: '[T-04] members with paths that leave the archive, beside a healthy model',
      files: keras(
        archive({
          '../../../../etc/cron.d/fivefold': text('* * * * * root id'),
          '/etc/passwd': text('root::0:0::/:/bin/sh'),
          'C:\\Windows\\win.ini': text(''),
          ...inside,
        }),
      ),
      ends: 'scored',
    },
    {
      title: '[T-04] a config whose path leaves the archive',
      files: keras(archive({ ...renamed(inside, 'config.json', '../config.json') })),
      ends: 'model/unknown-format',
    },
    {
      title: '[T-04] weights whose path is absolute',
      files: keras(archive({ ...renamed(inside, 'model.weights.h5', '/model.weights.h5') })),
      ends: 'model/unknown-format',
    },
    {
      title: "[T-04] a member that is called like JavaScript's prototype",
      files: keras(
        spelt(archive({ ...inside, __prot0__: text('{"config.json": 1}') }), '__prot0__', '__proto__'),
      ),
      ends: 'scored',
    },
  ];
}

function renamed(
  inside: Readonly<Record<string, Uint8Array>>,
  from: string,
  to: string,
): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(inside).map(([name, bytes]) => [name === from ? to : name, bytes]),
  );
}

/** The same bytes with another name in them, for names that nobody writes. */
function spelt(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'));
}
