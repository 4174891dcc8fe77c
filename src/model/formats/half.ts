/** IEEE 754 half precision, little-endian, widened. */
export function fromFloat16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 1 }, (_, i) => half(view.getUint16(2 * i, true)));
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** bfloat16 is the upper half of a float32. */
export function fromBfloat16(bytes: Uint8Array): Float32Array {
  const wide = new Uint8Array(2 * bytes.byteLength);
  for (let i = 0; i < bytes.byteLength; i += 2) wide.set(bytes.subarray(i, i + 2), 2 * i + 2);
  return new Float32Array(wide.buffer);
}
