import { decode as decodeBmpFile } from 'fast-bmp';
import jpeg from 'jpeg-js';
import { MAX_PICTURE_PIXELS } from '../../domain/limits.ts';
import { FormatError } from '../../formats/format-error.ts';
import { assertPixels, type Picture, rgbOf } from './picture.ts';
import { decodePng } from './png.ts';

type Decoder = (bytes: Uint8Array) => Picture;

/** By the first bytes, as names lie. */
const FORMATS: readonly { readonly magic: RegExp; readonly decode: Decoder }[] = [
  { magic: /^\x89PNG\r\n/, decode: decodePng },
  { magic: /^\xff\xd8\xff/, decode: decodeJpeg },
  { magic: /^BM/, decode: decodeBmp },
  { magic: /^GIF8/, decode: foreign('GIF') },
  { magic: /^RIFF[\s\S]{4}WEBP/, decode: foreign('WebP') },
  { magic: /^(?:II\*\0|MM\0\*)/, decode: foreign('TIFF') },
  { magic: /^[\s\S]{4}ftyp(?:hei|mif|avif)/, decode: foreign('HEIC or AVIF') },
];

/**
 * Read a PNG, JPEG or BMP file as RGB. The rotation that a camera notes beside the pixels is not applied, as Keras does not.
 *
 * @throws {FormatError} another format, damaged, or beyond the limits
 */
export function decodePicture(bytes: Uint8Array): Picture {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const format = FORMATS.find(({ magic }) => magic.test(start));
  if (!format) throw new FormatError('neither PNG, JPEG nor BMP');
  try {
    return format.decode(bytes);
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`damaged: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function decodeJpeg(bytes: Uint8Array): Picture {
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: MAX_PICTURE_PIXELS / 1e6,
    maxMemoryUsageInMB: 1_024,
  });
  return { width, height, data };
}

/** The decoder ignores palettes, so that only true colour comes out right. */
function decodeBmp(bytes: Uint8Array): Picture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 54) throw new FormatError('the BMP is cut off');
  const [width, height, bits] = [view.getInt32(18, true), view.getInt32(22, true), view.getUint16(28, true)];
  if (bits !== 24 || height < 0) {
    throw new FormatError(`a BMP of ${bits} bits a pixel${height < 0 ? ', top-down' : ''}: save it as PNG`);
  }
  assertPixels(width, height);
  const { data, channels } = decodeBmpFile(bytes);
  return { width, height, data: rgbOf(data as Uint8Array, width * height, channels) };
}

function foreign(name: string): Decoder {
  return () => {
    throw new FormatError(`a ${name} picture, which is not read: save it as PNG or JPEG`);
  };
}
