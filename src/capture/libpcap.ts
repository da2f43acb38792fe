/**
 * The default engine: libpcap by FFI. `pcap_loop` runs in a thread of its own with `pcap_dump` as its callback, so that
 * no packet ever passes through JavaScript: kernel time stamps in nanoseconds, C speed, and libpcap's own counters.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { RunError } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import {
  type CaptureRequest,
  DELIVERY_TIMEOUT_MS,
  FLUSH_INTERVAL_MS,
  KERNEL_BUFFER_BYTES,
  type RunningCapture,
  SNAPSHOT_LENGTH,
} from './engine.ts';
import { type Libpcap, loadLibpcap, type Pointer } from './libpcap-library.ts';
import type { CaptureCounters } from './protocol.ts';

/** `PCAP_ERRBUF_SIZE` of pcap.h. */
const ERROR_BUFFER_BYTES = 256;
/** `PCAP_TSTAMP_PRECISION_NANO` of pcap.h. */
const PRECISION_NANOSECONDS = 1;
/** What `pcap_loop` returns after `pcap_breakloop`. */
const PCAP_ERROR_BREAK = -2;
/** `struct pcap_stat`: received, dropped for lack of room, dropped by the interface, as unsigned ints. */
const STATISTICS_BYTES = 12;
/** `struct bpf_program`: a count, padding, a pointer. */
const FILTER_PROGRAM_BYTES = 16;
/** `PCAP_NETMASK_UNKNOWN` of pcap.h. */
const UNKNOWN_NETMASK = 0xffffffff;

const CANNOT_WRITE = { en: 'cannot write the capture: {why}', zh: '无法写入抓包文件：{why}' };
const NOT_FLUSHED = { en: 'its disk may be full', zh: '磁盘可能已满' };
const BROKE = { en: 'the capture broke: {why}', zh: '抓包中断：{why}' };
const CANNOT_FILTER = {
  en: 'cannot filter the capture by "{filter}": {why}',
  zh: '无法使用抓包过滤器“{filter}”：{why}',
};

function cannotCapture(device: string, why: string): RunError {
  return new RunError(
    fillIn({ en: 'cannot capture on {device}: {why}', zh: '无法在 {device} 上抓包：{why}' }, { device, why }),
  );
}

/** Starts capturing; when it settles, every packet from now on is seen. */
export async function startLibpcapCapture(request: CaptureRequest): Promise<RunningCapture> {
  const pcap = await loadLibpcap();
  const handle = activate(pcap, request);
  const dumper = pcap.dumpOpen(handle, request.outputFile);
  if (!dumper) throw new RunError(fillIn(CANNOT_WRITE, { why: lastError(pcap, handle) }));
  const written = (): boolean => Number(pcap.dumpFlush(dumper)) === 0;
  const unwritten = (): RunError => new RunError(fillIn(CANNOT_WRITE, { why: NOT_FLUSHED }));
  if (!written()) throw unwritten();

  let stopping = false;
  const loop = new Promise<number>((resolve, reject) => {
    pcap.loop.async(handle, -1, pcap.dumpCallback, dumper, (error: Error | null, result: number) =>
      error ? reject(error) : resolve(result),
    );
  });
  let tellUnwritten: (error: Error) => void = () => undefined;
  const flush = setInterval(() => {
    if (written()) return;
    clearInterval(flush);
    tellUnwritten(unwritten());
    pcap.breakLoop(handle);
  }, FLUSH_INTERVAL_MS);

  return {
    ready: {
      engine: 'libpcap',
      version: pcap.version,
      interface: request.interface,
      timestamps: 'kernel-nanoseconds',
    },
    failed: new Promise<Error>((resolve) => {
      tellUnwritten = resolve;
      void loop.then((result) => {
        if (!stopping) resolve(new RunError(fillIn(BROKE, { why: `${lastError(pcap, handle)} (${result})` })));
      }, resolve);
    }),
    async stop(): Promise<CaptureCounters> {
      await drained(pcap, handle);
      stopping = true;
      pcap.breakLoop(handle);
      const result = await loop;
      if (result === PCAP_ERROR_BREAK) await writeTheRest(pcap, handle, dumper);
      clearInterval(flush);
      const counters = readCounters(pcap, handle);
      const isWhole = written();
      pcap.dumpClose(dumper);
      if (result !== PCAP_ERROR_BREAK && result < 0)
        throw new RunError(fillIn(BROKE, { why: lastError(pcap, handle) }));
      if (!isWhole) throw unwritten();
      pcap.close(handle);
      return counters;
    },
  };
}

function activate(pcap: Libpcap, { interface: device, filter }: CaptureRequest): Pointer {
  const errors = Buffer.alloc(ERROR_BUFFER_BYTES);
  const handle = pcap.create(device, errors);
  if (!handle) throw cannotCapture(device, errors.toString('latin1').replace(/\0.*$/s, ''));
  pcap.setSnaplen(handle, SNAPSHOT_LENGTH);
  // A bridge hands its own interface the frames that it forwards between its ports only in promiscuous mode.
  pcap.setPromisc(handle, 1);
  pcap.setTimeout(handle, DELIVERY_TIMEOUT_MS);
  pcap.setBufferSize(handle, KERNEL_BUFFER_BYTES);
  pcap.setPrecision(handle, PRECISION_NANOSECONDS);
  const status = Number(pcap.activate(handle));
  if (status < 0) {
    const message = lastError(pcap, handle);
    pcap.close(handle);
    throw cannotCapture(device, `${message} (${status})`);
  }
  if (filter !== '') applyFilter(pcap, handle, filter);
  return handle;
}

/** The compiled program is copied into the kernel; the few bytes that libpcap keeps of it end with the process. */
function applyFilter(pcap: Libpcap, handle: Pointer, filter: string): void {
  const program = Buffer.alloc(FILTER_PROGRAM_BYTES);
  if (
    Number(pcap.compile(handle, program, filter, 1, UNKNOWN_NETMASK)) !== 0 ||
    Number(pcap.setFilter(handle, program)) !== 0
  ) {
    throw new RunError(fillIn(CANNOT_FILTER, { filter, why: lastError(pcap, handle) }));
  }
}

/** Waits until the kernel has handed over what it held: the count of received packets stands still over two deliveries. */
async function drained(pcap: Libpcap, handle: Pointer): Promise<void> {
  let before = -1;
  for (let received = readCounters(pcap, handle).received; received !== before; ) {
    before = received;
    await sleep(2 * DELIVERY_TIMEOUT_MS);
    received = readCounters(pcap, handle).received;
  }
}

/** Where writing is slower than the network (a pipe to a far controller), the kernel still holds packets when they have long come. */
async function writeTheRest(pcap: Libpcap, handle: Pointer, dumper: Pointer): Promise<void> {
  if (Number(pcap.setNonBlock(handle, 1, Buffer.alloc(ERROR_BUFFER_BYTES))) !== 0) return;
  const next = (): Promise<number> =>
    new Promise((resolve, reject) => {
      pcap.dispatch.async(handle, -1, pcap.dumpCallback, dumper, (error: Error | null, count: number) =>
        error ? reject(error) : resolve(count),
      );
    });
  while ((await next()) > 0);
}

function readCounters(pcap: Libpcap, handle: Pointer): CaptureCounters {
  const statistics = Buffer.alloc(STATISTICS_BYTES);
  if (Number(pcap.statistics(handle, statistics)) !== 0) return { received: 0, dropped: null };
  const dropped = statistics.readUInt32LE(4) + statistics.readUInt32LE(8);
  // On Linux `ps_recv` counts the packets that were then dropped for lack of room as well.
  return { received: statistics.readUInt32LE(0) - statistics.readUInt32LE(4), dropped };
}

function lastError(pcap: Libpcap, handle: Pointer): string {
  return String(pcap.getError(handle));
}
