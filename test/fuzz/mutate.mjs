// Structure-aware mutation of captures: it knows where records, headers and lengths are, and breaks those on purpose.

/** A small, fast generator, so that a seed reproduces a run. */
export function randomFrom(seed) {
  let state = seed >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return { below: (limit) => next() % limit, chance: (odds) => next() % 1000 < odds * 1000 };
}

const INTERESTING = [0, 1, 2, 3, 4, 5, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 20, 40, 1460];

/** Where the records of a little-endian pcap or pcapng start; empty for anything else. */
export function recordStarts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = bytes.length >= 24 ? view.getUint32(0, true) : 0;
  const starts = [];
  const pcapng = magic === 0x0a0d0d0a;
  if (!pcapng && magic !== 0xa1b2c3d4 && magic !== 0xa1b23c4d) return starts;
  let at = pcapng ? 0 : 24;
  const header = pcapng ? 12 : 16;
  while (at + header <= bytes.length) {
    const size = pcapng ? view.getUint32(at + 4, true) : 16 + view.getUint32(at + 8, true);
    if (size < header || at + size > bytes.length) break;
    starts.push(at);
    at += size;
  }
  starts.push(at);
  return starts;
}

/** One to six mutations of a copy. */
export function mutate(source, random) {
  let bytes = source.slice();
  const rounds = 1 + random.below(6);
  for (let i = 0; i < rounds && bytes.length > 0; i++) bytes = pickMutation(random)(bytes, random);
  return bytes;
}

function pickMutation(random) {
  return MUTATIONS[random.below(MUTATIONS.length)];
}

function flipBit(bytes, random) {
  bytes[random.below(bytes.length)] ^= 1 << random.below(8);
  return bytes;
}

function plantNumber(bytes, random) {
  const value = INTERESTING[random.below(INTERESTING.length)];
  const size = [1, 2, 4][random.below(3)];
  const at = random.below(bytes.length);
  const big = random.chance(0.5);
  for (let i = 0; i < size && at + i < bytes.length; i++) bytes[at + i] = value >>> (8 * (big ? size - 1 - i : i));
  return bytes;
}

function cutEnd(bytes, random) {
  return bytes.subarray(0, random.below(bytes.length));
}

function inHeaders(bytes, random) {
  const starts = recordStarts(bytes);
  if (starts.length < 2) return flipBit(bytes, random);
  // Record header, then link, network and transport header: most verdicts depend on these.
  const at = starts[random.below(starts.length - 1)] + random.below(90);
  if (at < bytes.length) bytes[at] = random.chance(0.5) ? bytes[at] ^ (1 << random.below(8)) : random.below(256);
  return bytes;
}

function withRecords(change) {
  return (bytes, random) => {
    const starts = recordStarts(bytes);
    if (starts.length < 3) return flipBit(bytes, random);
    const records = starts.slice(0, -1).map((start, i) => bytes.subarray(start, starts[i + 1]));
    const head = bytes.subarray(0, starts[0]);
    const tail = bytes.subarray(starts.at(-1));
    change(records, random);
    return join([head, ...records, tail]);
  };
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const dropRecord = withRecords((records, random) => records.splice(random.below(records.length), 1));
const repeatRecord = withRecords((records, random) => {
  const index = random.below(records.length);
  for (let i = random.below(5); i >= 0; i--) records.splice(index, 0, records[index]);
});
const moveRecord = withRecords((records, random) => {
  const [moved] = records.splice(random.below(records.length), 1);
  records.splice(random.below(records.length + 1), 0, moved);
});
const reverseRecords = withRecords((records, random) => {
  const from = random.below(records.length);
  records.splice(from, 0, ...records.splice(from, 2 + random.below(6)).reverse());
});

function spliceText(bytes, random) {
  const text = TEXTS[random.below(TEXTS.length)];
  const at = random.below(bytes.length);
  for (let i = 0; i < text.length && at + i < bytes.length; i++) bytes[at + i] = text.charCodeAt(i);
  return bytes;
}

const TEXTS = [
  '220 ready\r\n',
  'USER a\r\nPASS b\r\n',
  'PASV\r\n227 (127,0,0,1,255,255)\r\n',
  'EPSV\r\n229 (|||65535|)\r\n',
  'RETR x\r\n150 \r\n',
  'EHLO x\r\n',
  'AUTH PLAIN AGEAYg==\r\n',
  'DATA\r\n354 go\r\n',
  '\r\n.\r\n',
  '..\r\n',
  'BDAT 4294967295 LAST\r\n',
  'RETR 1\r\n+OK\r\n',
  'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n',
  'STARTTLS\r\n220 \r\n',
  '\u0000\u00ff\u00ff',
];

const MUTATIONS = [
  flipBit,
  plantNumber,
  plantNumber,
  inHeaders,
  inHeaders,
  inHeaders,
  cutEnd,
  dropRecord,
  repeatRecord,
  moveRecord,
  reverseRecords,
  spliceText,
];
