/** What `fetch` gives as a body; absent when the answer is empty. */
export type Body = ReadableStream<Uint8Array> | null | undefined;

/** All bytes of a body, or `undefined` as soon as there are more than `maxBytes`: nothing more is read then. */
export async function readBounded(body: Body, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the stream, and with it the transfer.
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
