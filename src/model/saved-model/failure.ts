import { FivefoldError } from '../../domain/errors.ts';

/** The bytes are not what TensorFlow writes. `where` is the file's name inside the folder. */
export function damaged(where: string, why: string): FivefoldError {
  return new FivefoldError({
    code: 'model/damaged',
    message: `${where} ${why}.`,
    hint: 'Save the model again, check that it loads with tf.saved_model.load, and commit the whole new folder.',
    where,
  });
}
