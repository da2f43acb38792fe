/** libpcap by FFI: which functions there are, and how they are found. */
import { MachineError } from '../base/errors.ts';

const LIBRARY_NAMES = ['libpcap.so.0.8', 'libpcap.so.1', 'libpcap.so'];

/** A pointer, as koffi hands it out. */
export type Pointer = unknown;

interface Koffi {
  load(path: string): KoffiLibrary;
}

interface KoffiLibrary {
  func(prototype: string): ForeignFunction;
  symbol(name: string): Pointer;
}

interface ForeignFunction {
  (...values: unknown[]): unknown;
  async(...values: unknown[]): void;
}

/** The dozen functions of libpcap that a capture needs, bound once. */
export interface Libpcap {
  readonly version: string;
  readonly dumpCallback: Pointer;
  readonly create: ForeignFunction;
  readonly setSnaplen: ForeignFunction;
  readonly setPromisc: ForeignFunction;
  readonly setTimeout: ForeignFunction;
  readonly setBufferSize: ForeignFunction;
  readonly setPrecision: ForeignFunction;
  readonly activate: ForeignFunction;
  readonly compile: ForeignFunction;
  readonly setFilter: ForeignFunction;
  readonly getError: ForeignFunction;
  readonly dumpOpen: ForeignFunction;
  readonly dumpFlush: ForeignFunction;
  readonly dumpClose: ForeignFunction;
  readonly loop: ForeignFunction;
  readonly breakLoop: ForeignFunction;
  readonly setNonBlock: ForeignFunction;
  readonly dispatch: ForeignFunction;
  readonly statistics: ForeignFunction;
  readonly close: ForeignFunction;
}

/** Loads libpcap; throws `MachineError` with the command that installs it. */
export async function loadLibpcap(): Promise<Libpcap> {
  const library = await openLibrary();
  const bind = (prototype: string): ForeignFunction => library.func(prototype);
  return {
    version: String(bind('const char *pcap_lib_version(void)')()),
    dumpCallback: library.symbol('pcap_dump'),
    create: bind('void *pcap_create(const char *source, _Out_ uint8_t *errbuf)'),
    setSnaplen: bind('int pcap_set_snaplen(void *p, int snaplen)'),
    setPromisc: bind('int pcap_set_promisc(void *p, int on)'),
    setTimeout: bind('int pcap_set_timeout(void *p, int ms)'),
    setBufferSize: bind('int pcap_set_buffer_size(void *p, int bytes)'),
    setPrecision: bind('int pcap_set_tstamp_precision(void *p, int precision)'),
    activate: bind('int pcap_activate(void *p)'),
    compile: bind(
      'int pcap_compile(void *p, _Inout_ uint8_t *program, const char *text, int optimize, uint32_t netmask)',
    ),
    setFilter: bind('int pcap_setfilter(void *p, uint8_t *program)'),
    getError: bind('const char *pcap_geterr(void *p)'),
    dumpOpen: bind('void *pcap_dump_open(void *p, const char *path)'),
    dumpFlush: bind('int pcap_dump_flush(void *dumper)'),
    dumpClose: bind('void pcap_dump_close(void *dumper)'),
    loop: bind('int pcap_loop(void *p, int count, void *callback, void *user)'),
    breakLoop: bind('void pcap_breakloop(void *p)'),
    setNonBlock: bind('int pcap_setnonblock(void *p, int on, _Out_ uint8_t *errbuf)'),
    dispatch: bind('int pcap_dispatch(void *p, int count, void *callback, void *user)'),
    statistics: bind('int pcap_stats(void *p, _Out_ uint8_t *statistics)'),
    close: bind('void pcap_close(void *p)'),
  };
}

const NO_KOFFI = {
  en: 'koffi has no build for this machine, so libpcap cannot be loaded',
  zh: 'koffi 不支持本机，因此无法加载 libpcap',
};
const OTHER_ENGINE = { en: 'choose the other engine with --engine cap', zh: '用 --engine cap 选择另一种抓包引擎' };

async function openLibrary(): Promise<KoffiLibrary> {
  const koffi = await import('koffi').then(
    (module) => module.default as unknown as Koffi,
    (cause: unknown) => {
      throw new MachineError(NO_KOFFI, { hint: OTHER_ENGINE, cause });
    },
  );
  for (const name of LIBRARY_NAMES) {
    try {
      return koffi.load(name);
    } catch {
      // The next name may be there.
    }
  }
  throw new MachineError(
    { en: 'libpcap is not installed', zh: '未安装 libpcap' },
    { hint: 'apt-get install libpcap0.8' },
  );
}
