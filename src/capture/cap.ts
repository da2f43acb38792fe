/**
 * The second engine: the `cap` package, where libpcap can't be loaded by FFI. It has neither kernel time stamps nor drop
 * counters, so every packet is stamped when the program sees it, and the report says so.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowNs } from '../base/clock.ts';
import { MachineError, RunError } from '../base/errors.ts';
import { type CaptureRequest, DELIVERY_TIMEOUT_MS, type RunningCapture, SNAPSHOT_LENGTH } from './engine.ts';
import type { CaptureCounters } from './protocol.ts';

/** `cap` gives every packet a slot of the snapshot's size in its ring: this many bytes hold about two thousand packets. */
const RING_BYTES = 128 * 1024 * 1024;

const PCAP_MAGIC_NANOSECONDS = 0xa1b23c4d;
const LINKTYPE_ETHERNET = 1;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
const NS_PER_SECOND = 1_000_000_000n;

interface CapModule {
  Cap: new () => CapHandle;
}

interface CapHandle {
  open(device: string, filter: string, bufferSize: number, buffer: Buffer): string;
  setMinBytes?(bytes: number): void;
  on(event: 'packet', listener: (bytes: number, truncated: boolean) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  close(): void;
}

/** Loads the optional `cap` package; throws `MachineError` with the commands that build it. */
export async function loadCap(): Promise<CapModule> {
  const name = 'cap';
  try {
    const module = (await import(name)) as { default: CapModule };
    return module.default;
  } catch (cause) {
    throw new MachineError(
      { en: 'the optional package cap is not built on this machine', zh: '本机没有构建可选的 cap 包' },
      {
        hint: {
          en: 'apt-get install g++ make libpcap-dev && npm rebuild cap, or choose --engine libpcap',
          zh: 'apt-get install g++ make libpcap-dev && npm rebuild cap，或选择 --engine libpcap',
        },
        cause,
      },
    );
  }
}

/** Starts capturing; when it settles, every packet from now on is seen, unless the ring overflows unnoticed. */
export async function startCapCapture(request: CaptureRequest): Promise<RunningCapture> {
  const { Cap } = await loadCap();
  const packet = Buffer.alloc(SNAPSHOT_LENGTH);
  const file = openSync(request.outputFile, 'w');
  writeSync(file, fileHeader());

  const handle = new Cap();
  const linkType = handle.open(request.interface, request.filter, RING_BYTES, packet);
  if (linkType !== 'ETHERNET') {
    const device = request.interface;
    throw new RunError({
      en: `${device} has link type ${linkType}, not Ethernet`,
      zh: `${device} 的链路类型是 ${linkType}，不是以太网`,
    });
  }
  handle.setMinBytes?.(0);

  let received = 0;
  handle.on('packet', (bytes) => {
    received++;
    writeSync(file, Buffer.concat([recordHeader(bytes), packet.subarray(0, bytes)]));
  });

  return {
    ready: { engine: 'cap', version: 'cap 0.2', interface: request.interface, timestamps: 'user-space' },
    failed: new Promise<Error>((resolve) => handle.on('error', resolve)),
    async stop(): Promise<CaptureCounters> {
      for (let before = -1; before !== received; ) {
        before = received;
        await sleep(5 * DELIVERY_TIMEOUT_MS);
      }
      handle.close();
      closeSync(file);
      return { received, dropped: null };
    },
  };
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  header.writeUInt32LE(PCAP_MAGIC_NANOSECONDS, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(SNAPSHOT_LENGTH, 16);
  header.writeUInt32LE(LINKTYPE_ETHERNET, 20);
  return header;
}

function recordHeader(bytes: number): Buffer {
  const now = nowNs();
  const header = Buffer.alloc(RECORD_HEADER_BYTES);
  header.writeUInt32LE(Number(now / NS_PER_SECOND), 0);
  header.writeUInt32LE(Number(now % NS_PER_SECOND), 4);
  header.writeUInt32LE(bytes, 8);
  header.writeUInt32LE(bytes, 12);
  return header;
}
