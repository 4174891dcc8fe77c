import type { Drawn } from '../drawn.ts';
import type { Random } from '../random.ts';
import { SCENE_SIZE, signKinds } from '../scenes.ts';
import { streamsOf } from '../streams.ts';
import { type Files, lines, messOf, utf8 } from './files.ts';
import { ENCODERS, type Picture, resized } from './pictures.ts';

/** Sides of the pictures, in pixels. */
export const SCENE_SIDES = { from: 60, to: 80 } as const;
/** Pictures that nobody has put into the folder of their class; a list says what they show. */
const UNSORTED = 0.2;

/** Of ten pictures one is a BMP (large), four are PNGs and five JPEGs (small). */
const CAMERAS = ['bmp', 'png', 'png', 'png', 'png', 'jpg', 'jpg', 'jpg', 'jpg', 'jpg'] as const;

/** Kinds of signs, in class order, which is not the alphabet's. */
export function sceneNames(seed: string): readonly string[] {
  return signKinds(streamsOf('scenes', seed, 'train', '').world('signs'));
}

/**
 * A folder of pictures for each class, and `unsorted/` with `unsorted.csv` (file, class). Three cameras wrote JPEG, PNG and BMP
 * files, of different widths and heights, of the same square view.
 */
export function rawScenes({ inputs, labels }: Drawn, seed: string): Files {
  const files = new Map<string, Uint8Array>();
  const unsorted: string[] = [];
  const names = sceneNames(seed);
  const size = SCENE_SIZE * SCENE_SIZE * 3;
  for (const [i, label] of labels.data.entries()) {
    const mess = messOf('scenes', seed, String(i));
    const view = Uint8Array.from(inputs.data.subarray(i * size, (i + 1) * size));
    const name = names[label] ?? '';
    const sorted = !mess.chance(UNSORTED);
    const [extension, bytes] = photograph({ width: SCENE_SIZE, height: SCENE_SIZE, data: view }, mess);
    const file = `${String(i + 1).padStart(4, '0')}.${extension}`;
    files.set(`${sorted ? name : 'unsorted'}/${file}`, bytes);
    if (!sorted) unsorted.push(`${file},${name}`);
  }
  return files.set('unsorted.csv', utf8(lines(['file,class', ...unsorted])));
}

function photograph(view: Picture, mess: Random): readonly [string, Uint8Array] {
  const side = () => SCENE_SIDES.from + mess.integer(SCENE_SIDES.to - SCENE_SIDES.from + 1);
  const extension = mess.pick<keyof typeof ENCODERS>(CAMERAS);
  return [extension, ENCODERS[extension](resized(view, side(), side()))];
}
