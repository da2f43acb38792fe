/**
 * `relay.js PROGRAM [ARGUMENT...]` runs the program and holds what it writes to its standard output until whoever reads
 * takes it. In a container the capture needs it: a pipe holds 64 KB, and while the program waits for room, the kernel
 * drops packets. A process of its own, because the capture's own one waits inside libpcap.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { constants } from 'node:os';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * On a busy machine an upload of 300 MB at full speed is twice as fast as the engine's stream. Past this the program
 * waits, and the capture counts what is lost.
 */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

const STANDARD_OUTPUT = 1;
/** Shells and the engine report death by a signal as 128 and its number. */
const SIGNAL_BASE = 128;

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'inherit'] });
const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
const held = new PassThrough({ readableHighWaterMark: MAX_HELD_BYTES });
// `process.stdout` would wait for the reader, and read nothing meanwhile.
const output = createWriteStream('', { fd: STANDARD_OUTPUT });

const [[code, signal]] = await Promise.all([ended, pipeline(child.stdout, held, output)]);
process.exitCode = signal === null ? (code ?? 1) : SIGNAL_BASE + constants.signals[signal];
