/**
 * The shape of `analysis.json`: the contract between the analyzer and everything that shows its work. These zod schemas,
 * with those in apps/model.ts, are its only source; `docs/analysis.schema.json` is generated from them and `docs/analysis.md` explains them.
 * Import types from here wherever possible: loading zod costs start-up time.
 *
 * Conventions: frame numbers count from 1, as in Wireshark; times are `seconds.nanoseconds` strings since the epoch
 * (`frame.time_epoch`); durations are numbers in milliseconds; sequence numbers are absolute where named `isn`, else relative.
 */
import { z } from 'zod';
import {
  type attachmentSchema,
  type contentSchema,
  type credentialSchema,
  type dialogueEntrySchema,
  ftpSessionSchema,
  type ftpTransferSchema,
  type mailSchema,
  pop3SessionSchema,
  smtpSessionSchema,
} from './apps/model.ts';
import { count, direction, epoch, frame, frames } from './model-fields.ts';

export const endpointSchema = z.object({
  address: z.string(),
  port: count,
  /** From the capture's name resolution block, or from the run's hosts. */
  name: z.string().nullable(),
});

/** What one side offered in its SYN or SYN+ACK. */
export const openingSchema = z.object({
  isn: count,
  window: count,
  mss: count.nullable(),
  windowScale: count.nullable(),
  sackPermitted: z.boolean(),
  timestamps: z.boolean(),
  /** The snapshot cut its options: what is absent here may have been offered. */
  optionsCut: z.literal(true).optional(),
});

export const handshakeSchema = z.object({
  kind: z.enum(['three-way', 'simultaneous-open', 'unanswered', 'refused', 'incomplete', 'not-captured']),
  frames: z.object({ syn: frame.nullable(), synAck: frame.nullable(), ack: frame.nullable() }),
  /** How often a SYN or SYN+ACK was sent again, and in which frames. */
  retries: count,
  retryFrames: frames,
  client: openingSchema.nullable(),
  server: openingSchema.nullable(),
});

/** RFC 9293 §3.3.2: the states of a connection, as far as each side got within the capture. */
export const tcpStateSchema = z.enum([
  'CLOSED',
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
]);

export const teardownSegmentSchema = z.object({
  frame,
  from: direction,
  role: z.enum(['fin', 'fin-ack', 'ack', 'rst']),
  /** The FIN rides on a segment that carries payload. */
  withData: z.boolean(),
  /** The protocol that Wireshark's packet list names for this frame when that is not TCP. */
  shownAs: z.string().nullable(),
});

export const teardownSchema = z.object({
  kind: z.enum([
    'four-segment',
    'three-segment',
    'simultaneous',
    'half-closed',
    'unacknowledged-fin',
    'reset',
    'reset-after-fin',
    'open',
  ]),
  initiator: direction.nullable(),
  segments: z.array(teardownSegmentSchema),
  retransmittedFins: frames,
  states: z.object({ client: tcpStateSchema, server: tcpStateSchema }),
});

const params = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]),
);

/** A guess about an unusual closing, as a statement about segments, and what the capture says of it. */
export const hypothesisSchema = z.object({
  id: z.enum([
    'fin-on-data',
    'fin-shown-as-application',
    'fin-ack-label-is-merge',
    'ack-and-fin-merged',
    'other-side-never-closed',
    'other-side-crashed',
    'reset-instead',
    'fin-retransmitted',
    'capture-began-late',
    'capture-ended-early',
    'capture-lost-packets',
  ]),
  verdict: z.enum(['supported', 'refuted', 'cannot-tell']),
  /** Stable name of the reason; `src/analyzer/findings/hypothesis-words.ts` says it in each language. */
  because: z.string(),
  frames,
  params,
  /** A display filter that shows exactly `frames`; where there are none, it shows that there are none. */
  filter: z.string(),
});

export const closingSchema = z.object({ hypotheses: z.array(hypothesisSchema) });

export const rttSchema = z.object({
  handshakeMs: z.number().nullable(),
  min: z.number().nullable(),
  avg: z.number().nullable(),
  max: z.number().nullable(),
  count,
});

const perDirection = z.object({ client: count, server: count });

const windowRange = z.object({ min: count, max: count });

/** How the connection moved its bytes. Windows are scaled where the scale is known. */
export const dynamicsSchema = z.object({
  /** The most payload that a side had sent beyond what the other had acknowledged. */
  maxBytesInFlight: perDirection,
  /** The receive windows that each side announced; null when it sent nothing but RSTs. */
  window: z.object({ client: windowRange.nullable(), server: windowRange.nullable() }),
  /** Payload bytes a second over the connection's whole duration; null when it took no time. */
  bytesPerSecond: z.object({ client: z.number(), server: z.number() }).nullable(),
  longestIdleMs: z.number(),
});

export const connectionSchema = z.object({
  /** Wireshark's `tcp.stream`. */
  id: count,
  client: endpointSchema,
  server: endpointSchema,
  /** Where Wireshark counts the packets of one connection as two streams: the stream of the earlier ones. */
  continues: count.optional(),
  /** How client and server were told apart. */
  rolesFrom: z.enum(['syn', 'application', 'port', 'first-packet']),
  firstTime: epoch,
  lastTime: epoch,
  durationMs: z.number(),
  frames: z.object({ first: frame, last: frame, count }),
  handshake: handshakeSchema,
  teardown: teardownSchema,
  /**
   * The guesses about the closing, judged; null when it is the textbook's, the connection never stood, or it is not
   * among the capture's first 1,000 unusual ones.
   */
  closing: closingSchema.nullable(),
  /** Payload bytes that each side sent, each byte counted once. */
  bytes: perDirection,
  packets: perDirection,
  rtt: rttSchema,
  /** How many packets carry each of Wireshark's `tcp.analysis` flags; absent flags are zero. */
  analysis: z.record(z.string(), count),
  zeek: z.object({ connState: z.string(), history: z.string() }),
  /** Wireshark's `tcp.completeness` bit field. */
  completeness: count,
  /** The application protocol, lower case (`ftp`, `ftp-data`, `smtp`, `pop3`, `http` …), if it was recognised. */
  app: z.string().nullable(),
  /** Where a dialogue that began in plain text went over to TLS (STARTTLS, STLS, AUTH TLS): its first encrypted frame. */
  encryptedFrom: frame.optional(),
  dynamics: dynamicsSchema.optional(),
  /** Missing payload bytes a direction: sent (later ones were seen or acknowledged) but not in the capture. */
  missingBytes: perDirection,
});

export const findingSchema = z.object({
  /** Stable kebab-case name; `src/analyzer/findings/` says in words, in each language, what it means. */
  code: z.string(),
  severity: z.enum(['info', 'note', 'warning', 'error']),
  connection: count.nullable(),
  frames,
  params,
  /** A Wireshark display filter that shows exactly `frames`. */
  filter: z.string(),
  /** Where the rule stands, e.g. `RFC 9293 §3.6`. */
  rfc: z.string().nullable(),
});

export const captureSchema = z.object({
  file: z.string().nullable(),
  sha256: z.string().nullable(),
  format: z.enum(['pcap', 'pcapng']).nullable(),
  linkTypes: z.array(z.string()),
  packets: count,
  tcpPackets: count,
  firstTime: epoch.nullable(),
  lastTime: epoch.nullable(),
  /** Packets that the capture engine says it lost; null when the file does not tell. */
  dropped: count.nullable(),
  /** Packets of which the snapshot kept only a part. */
  truncated: count,
  warnings: z.array(
    z.object({ code: z.string(), message: z.string(), count, firstFrame: frame.nullable(), offset: count.nullable() }),
  ),
});

export const analysisSchema = z.object({
  version: z.literal(1),
  capture: captureSchema,
  connections: z.array(connectionSchema),
  apps: z.object({
    ftp: z.array(ftpSessionSchema),
    smtp: z.array(smtpSessionSchema),
    pop3: z.array(pop3SessionSchema),
  }),
  findings: z.array(findingSchema),
});

export type Direction = z.infer<typeof direction>;
export type Endpoint = z.infer<typeof endpointSchema>;
export type Opening = z.infer<typeof openingSchema>;
export type Handshake = z.infer<typeof handshakeSchema>;
export type TcpState = z.infer<typeof tcpStateSchema>;
export type TeardownSegment = z.infer<typeof teardownSegmentSchema>;
export type Hypothesis = z.infer<typeof hypothesisSchema>;
export type Closing = z.infer<typeof closingSchema>;
export type Teardown = z.infer<typeof teardownSchema>;
export type Connection = z.infer<typeof connectionSchema>;
export type DialogueEntry = z.infer<typeof dialogueEntrySchema>;
export type Credential = z.infer<typeof credentialSchema>;
export type RecoveredContent = z.infer<typeof contentSchema>;
export type FtpTransfer = z.infer<typeof ftpTransferSchema>;
export type FtpSession = z.infer<typeof ftpSessionSchema>;
export type Attachment = z.infer<typeof attachmentSchema>;
export type Mail = z.infer<typeof mailSchema>;
export type SmtpSession = z.infer<typeof smtpSessionSchema>;
export type Pop3Session = z.infer<typeof pop3SessionSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type Capture = z.infer<typeof captureSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
