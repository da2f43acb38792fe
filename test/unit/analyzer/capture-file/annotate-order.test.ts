import { expect, it } from 'vitest';
import { CaptureAnnotator } from '../../../../src/analyzer/capture-file/annotate.ts';

/** A pcap file of one packet of four bytes. */
function smallPcap(): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(44));
  const words = [0xa1b2c3d4, 0x00040002, 0, 0, 65_535, 1, 1_700_000_000, 0, 4, 4, 0];
  for (const [index, word] of words.entries()) bytes.setUint32(index * 4, word, true);
  return new Uint8Array(bytes.buffer);
}

function blockTypes(pcapng: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < pcapng.length; at += pcapng.readUInt32LE(at + 4))
    types.push(pcapng.readUInt32LE(at).toString(16));
  return types;
}

it('names, and a capture with packets: the first interface comes before the names, or editcap can’t rewrite the file', () => {
  const written: Buffer[] = [];
  const annotations = { names: new Map([['10.0.0.1', 'server']]) } as ConstructorParameters<typeof CaptureAnnotator>[0];
  const annotator = new CaptureAnnotator(annotations, (bytes) => written.push(Buffer.from(bytes)));
  annotator.push(smallPcap());
  expect(annotator.finish()).toEqual({ packets: 1, problems: [] });
  // Section header, interface description, name resolution, enhanced packet.
  expect(blockTypes(Buffer.concat(written))).toEqual(['a0d0d0a', '1', '4', '6']);
});
