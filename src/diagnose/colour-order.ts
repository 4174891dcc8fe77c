import { mapped } from './rows.ts';
import { type Diagnosis, fitsContract } from './study.ts';

/** Red, green, blue. */
const CHANNELS = 3;

/** OpenCV reads pictures as blue, green, red; a model that was trained so sees the task's pictures in wrong colours. */
export const colourOrder: Diagnosis = {
  id: 'colour-order',
  trials: (study) => {
    const { inputs } = study;
    if (!fitsContract(study)) return [];
    if (inputs.dtype !== 'float32' || inputs.shape.length !== 4 || inputs.shape.at(-1) !== CHANNELS)
      return [];
    const reversed = (i: number) => i - 2 * (i % CHANNELS) + CHANNELS - 1;
    return [
      {
        what: 'With blue and red exchanged',
        advice:
          'The task gives red, green, blue; `cv2.imread` gives blue first. Convert with `cv2.cvtColor`, and train again.',
        inputs: mapped(inputs, (_, i) => inputs.data[reversed(i)] ?? 0),
      },
    ];
  },
};
