/**
 * The engine sends a container's standard output and standard error over one connection, in frames (Docker Engine API,
 * ContainerAttach, "Stream format"): one byte of kind, three of nothing, the length as a big-endian 32-bit number.
 */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

const HEADER = { kind: 0, length: 4, size: 8 } as const;
const STDOUT = 1;
const STDERR = 2;

/** Settles when the connection has ended and both outputs have; never rejects. Waits for an output that is full. */
export async function demultiplex(connection: Readable, stdout: Writable, stderr: Writable): Promise<void> {
  const outputs: { readonly [kind: number]: Writable } = { [STDOUT]: stdout, [STDERR]: stderr };
  const frames = new FrameReader();
  try {
    for await (const chunk of connection) {
      for (const { kind, bytes } of frames.read(chunk as Buffer)) {
        const output = outputs[kind];
        if (output?.writable && !output.write(bytes)) await roomIn(output);
      }
    }
  } catch {
    // The engine went away; whoever waits for the container's end is told.
  }
  for (const output of [stdout, stderr]) output.end();
}

/** Settles when the output takes more, or never will. */
async function roomIn(output: Writable): Promise<void> {
  const settled = new AbortController();
  const events = ['drain', 'close'].map((event) => once(output, event, { signal: settled.signal }));
  try {
    await Promise.race(events);
  } finally {
    settled.abort();
    await Promise.allSettled(events);
  }
}

interface Frame {
  readonly kind: number;
  readonly bytes: Buffer;
}

/** Hands on a frame's bytes as they come: a frame is never gathered, so its length needs no bound. */
class FrameReader {
  #header = Buffer.alloc(0);
  #kind = 0;
  #remaining = 0;

  *read(chunk: Buffer): Generator<Frame> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#remaining === 0) rest = this.#readHeader(rest);
      if (this.#remaining === 0 || rest.length === 0) continue;
      const bytes = rest.subarray(0, this.#remaining);
      rest = rest.subarray(bytes.length);
      this.#remaining -= bytes.length;
      yield { kind: this.#kind, bytes };
    }
  }

  #readHeader(rest: Buffer): Buffer {
    const wanted = HEADER.size - this.#header.length;
    this.#header = Buffer.concat([this.#header, rest.subarray(0, wanted)]);
    if (this.#header.length === HEADER.size) {
      this.#kind = this.#header[HEADER.kind]!;
      this.#remaining = this.#header.readUInt32BE(HEADER.length);
      this.#header = Buffer.alloc(0);
    }
    return rest.subarray(wanted);
  }
}
