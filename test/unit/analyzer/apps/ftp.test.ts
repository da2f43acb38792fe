import { describe, expect, test } from 'vitest';
import { CUTS, cutInto, dialogue, type Play, play, say, sha256Of, utf8 } from './stage.ts';

const CLIENT = '192.0.2.10';
const SERVER = '192.0.2.21';
const control = { client: [CLIENT, 40000] as [string, number], server: [SERVER, 21] as [string, number] };
const passive = (port: number) => ({
  client: [CLIENT, 41000] as [string, number],
  server: [SERVER, port] as [string, number],
});

const LOGIN = `
  S: 220 Welcome
  C: USER lihua
  S: 331 Password please
  C: PASS s3cret
  S: 230 In
  C: TYPE I
  S: 200 Binary`;

const upload = utf8('第一行 line one\r\n'.repeat(50));

const PASSIVE: Play = {
  actors: { 0: control, 1: passive(50000), 2: passive(50001) },
  scenes: [
    ...dialogue(
      0,
      `${LOGIN}
      C: PASV
      S: 227 Entering Passive Mode (192,0,2,21,195,80).
      C: STOR notes.txt
      S: 150 Ok`,
    ),
    say(1, 'client', upload),
    { stream: 1, end: true },
    ...dialogue(
      0,
      `
      S: 226 Done
      C: EPSV
      S: 229 Extended (|||50001|)
      C: RETR notes.txt
      S: 150 Ok`,
    ),
    say(2, 'server', upload),
    { stream: 2, end: true },
    ...dialogue(
      0,
      `
      S: 226-Two
      S:  lines 226 here
      S: 226 Done
      C: DELE notes.txt
      S: 550 Denied
      C: QUIT
      S: 221 Bye`,
    ),
  ],
};

describe.each(CUTS)('passive upload and download, cut %s', (_name, size) => {
  test('transfers are tied to their data connections and recovered', async () => {
    const { results, artifacts, appOf } = await play({ ...PASSIVE, scenes: cutInto(PASSIVE.scenes, size) });
    const [session] = results.ftp;
    expect(results.ftp).toHaveLength(1);
    expect(session?.banner).toBe('Welcome');
    expect(session?.credentials).toMatchObject([
      { mechanism: 'USER/PASS', user: 'lihua', password: 's3cret', accepted: true },
    ]);
    expect(session?.transfers).toMatchObject([
      {
        command: 'STOR',
        name: 'notes.txt',
        kind: 'upload',
        mode: 'passive',
        type: 'binary',
        dataConnection: 1,
        completed: true,
      },
      {
        command: 'RETR',
        name: 'notes.txt',
        kind: 'download',
        mode: 'extended-passive',
        dataConnection: 2,
        completed: true,
      },
    ]);
    for (const transfer of session!.transfers) {
      expect(transfer.content).toMatchObject({
        size: upload.length,
        sha256: sha256Of(upload),
        missing: 0,
        complete: true,
      });
      expect(transfer.text).toBe(new TextDecoder().decode(upload));
    }
    expect(artifacts.map(({ kind, name }) => [kind, name])).toEqual([
      ['ftp', 'notes.txt'],
      ['ftp', 'notes.txt'],
    ]);
    expect(artifacts.map(({ bytes }) => sha256Of(bytes))).toEqual([sha256Of(upload), sha256Of(upload)]);
    expect(session?.refused).toMatchObject([{ command: 'DELE', argument: 'notes.txt', code: 550, text: 'Denied' }]);
    expect(session?.dialogue.map(({ text }) => text)).toContain('226-Two\n lines 226 here\n226 Done');
    expect(session?.dialogue).toHaveLength(21);
    expect([appOf(0), appOf(1), appOf(2)]).toEqual(['ftp', 'ftp-data', 'ftp-data']);
    expect(session?.notes).toEqual([]);
  });
});

type Case = { title: string; play: Play; transfers: object[]; notes?: string[] };

const active = (port: number, from = SERVER) => ({
  client: [from, 20] as [string, number],
  server: [CLIENT, port] as [string, number],
});

const V6_CLIENT = '2001:db8::10';
const V6_SERVER = '2001:db8::21';
const body = 'hello\r\n';
const whole = { content: { size: body.length, sha256: sha256Of(utf8(body)), missing: 0 } };

const CASES: Case[] = [
  {
    title: 'PORT: the server connects from its data port',
    play: {
      actors: { 0: control, 1: active(50123) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: PORT 192,0,2,10,195,203\nS: 200 ok\nC: RETR /a/b.txt\nS: 150 ok'),
        say(1, 'client', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [{ mode: 'active', kind: 'download', name: '/a/b.txt', dataConnection: 1, type: 'ascii', ...whole }],
  },
  {
    title: 'EPRT over IPv6, address spelled otherwise',
    play: {
      actors: {
        0: { client: [V6_CLIENT, 40000], server: [V6_SERVER, 21] },
        1: { client: [V6_SERVER, 20], server: [V6_CLIENT, 50124] },
      },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPRT |2|2001:0DB8:0:0::0010|50124|\nS: 200 ok\nC: STOR x\nS: 150 ok'),
        say(1, 'server', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [{ mode: 'extended-active', kind: 'upload', dataConnection: 1, completed: true, ...whole }],
  },
  {
    title: 'EPSV over IPv6, one file in ASCII and one in binary',
    play: {
      actors: {
        0: { client: [V6_CLIENT, 40000], server: [V6_SERVER, 21] },
        1: { client: [V6_CLIENT, 40001], server: [V6_SERVER, 50010] },
        2: { client: [V6_CLIENT, 40002], server: [V6_SERVER, 50011] },
      },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPSV ALL\nS: 200 ok\nC: EPSV\nS: 229 ok (|||50010|)\nC: TYPE A\nS: 200 ok'),
        ...dialogue(0, 'C: STOR a.txt\nS: 150 ok'),
        say(1, 'client', body),
        { stream: 1, end: true },
        ...dialogue(0, 'S: 226 done\nC: TYPE I\nS: 200 ok\nC: EPSV\nS: 229 ok (!!!50011!)\nC: STOR b.bin\nS: 150 ok'),
        say(2, 'client', body),
        { stream: 2, end: true },
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [
      { mode: 'extended-passive', kind: 'upload', name: 'a.txt', type: 'ascii', dataConnection: 1, ...whole },
      { mode: 'extended-passive', kind: 'upload', name: 'b.bin', type: 'binary', dataConnection: 2, ...whole },
    ],
  },
  {
    title: '227 names a private address behind NAT: tied by port and peer',
    play: {
      actors: { 0: control, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: PASV\nS: 227 ok (10,0,0,5,195,80)\nC: LIST\nS: 150 ok'),
        say(1, 'server', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [{ command: 'LIST', kind: 'listing', name: null, dataConnection: 1, text: body, ...whole }],
    notes: ['address-mismatch=1'],
  },
  {
    title: 'data before the reply that names its port: tied afterwards',
    play: {
      actors: { 0: control, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: USER u\nS: 230 in\nC: PASV'),
        say(1, 'client', body),
        ...dialogue(0, 'S: 227 ok (192,0,2,21,195,80)\nC: STOR late.bin\nS: 150 ok\nS: 226 done'),
      ],
    },
    transfers: [{ kind: 'upload', name: 'late.bin', dataConnection: 1, ...whole }],
  },
  {
    title: 'REST and APPE: offset and kind',
    play: {
      actors: { 0: control, 1: passive(50000), 2: passive(50001) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: REST 1000\nS: 350 ok\nC: RETR f\nS: 150 ok'),
        say(1, 'server', body),
        ...dialogue(0, 'S: 226 done\nC: EPSV\nS: 229 ok (|||50001|)\nC: APPE f\nS: 150 ok'),
        say(2, 'client', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [
      { command: 'RETR', restart: 1000, dataConnection: 1, ...whole },
      { command: 'APPE', restart: 0, kind: 'upload', dataConnection: 2, ...whole },
    ],
  },
  {
    title: 'STOU: the server names the file',
    play: {
      actors: { 0: control, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: STOU\nS: 150 FILE: unique.001'),
        say(1, 'client', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [{ command: 'STOU', name: 'unique.001', dataConnection: 1, completed: true, ...whole }],
  },
  {
    title: 'ABOR with telnet interrupt: 426 ends the transfer, 226 answers ABOR',
    play: {
      actors: { 0: control, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR big\nS: 150 ok'),
        say(1, 'server', body),
        say(0, 'client', Uint8Array.of(0xff, 0xf4, 0xff, 0xf2)),
        ...dialogue(0, 'C: ABOR\nS: 426 aborted\nS: 226 ABOR ok\nC: NOOP\nS: 200 ok'),
      ],
    },
    transfers: [{ command: 'RETR', completed: false, dataConnection: 1, ...whole }],
  },
  {
    title: 'a refused command leaves its agreement to the next',
    play: {
      actors: { 0: control, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR no\nS: 550 no\nC: RETR yes\nS: 150 ok'),
        say(1, 'server', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [
      { name: 'no', completed: false, dataConnection: null, content: null },
      { name: 'yes', completed: true, dataConnection: 1, ...whole },
    ],
  },
  {
    title: 'an empty file: a data connection without a byte',
    play: {
      actors: { 0: control, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: STOR empty\nS: 150 ok'),
        { stream: 1, end: true },
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [
      {
        name: 'empty',
        dataConnection: 1,
        content: { size: 0, missing: 0, complete: true, sha256: sha256Of(utf8('')) },
      },
    ],
  },
  {
    title: 'capture began late: the data connection is tied by time',
    play: {
      actors: { 0: { ...control, fromStart: false }, 1: passive(50000) },
      scenes: [
        ...dialogue(0, 'S: ve Mode (192,0,2,21,195,80)\nC: RETR f.txt\nS: 150 ok'),
        say(1, 'server', body),
        { stream: 1, end: true },
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [{ name: 'f.txt', mode: 'unknown', dataConnection: 1, completed: true, ...whole }],
    notes: ['late-start', 'data-tied-by-time=1'],
  },
  {
    title: 'two downloads announced at once keep their connections apart',
    play: {
      actors: { 0: control, 1: active(50001), 2: active(50002) },
      scenes: [
        ...dialogue(0, 'S: 220 hi\nC: PORT 192,0,2,10,195,81\nC: RETR one\nS: 200 ok\nS: 150 ok'),
        say(1, 'client', body),
        ...dialogue(0, 'S: 226 done\nC: PORT 192,0,2,10,195,82\nC: RETR two\nS: 200 ok\nS: 150 ok'),
        say(2, 'client', body),
        ...dialogue(0, 'S: 226 done'),
      ],
    },
    transfers: [
      { name: 'one', dataConnection: 1, ...whole },
      { name: 'two', dataConnection: 2, ...whole },
    ],
  },
];

describe.each(CUTS)('cut %s', (_name, size) => {
  test.each(CASES)('$title', async ({ play: { actors, scenes }, transfers, notes }) => {
    const { results } = await play({ actors, scenes: cutInto(scenes, size) });
    expect(results.ftp).toHaveLength(1);
    expect(results.ftp[0]?.transfers).toMatchObject(transfers);
    expect(results.ftp[0]?.notes.toSorted()).toEqual((notes ?? []).toSorted());
  });

  test('names in GBK and in UTF-8: read as what they are', async () => {
    const gbk = Uint8Array.of(0xb1, 0xca, 0xbc, 0xc7); // 笔记
    const scenes = [
      ...dialogue(0, 'S: 220 hi'),
      say(0, 'client', Uint8Array.of(...utf8('DELE '), ...gbk, ...utf8('.txt\r\n'))),
      ...dialogue(0, 'S: 550 no\nC: DELE 笔记.txt\nS: 550 no'),
    ];
    const { results } = await play({ actors: { 0: control }, scenes: cutInto(scenes, size) });
    expect(results.ftp[0]?.refused.map(({ argument }) => argument)).toEqual(['笔记.txt', '笔记.txt']);
  });

  test('AUTH TLS, then CCC: the records are stepped over, and the dialogue goes on in plain text', async () => {
    const record = (type: number, length: number) => new Uint8Array([type, 3, 3, 0, length, ...Array(length).fill(65)]);
    const scenes = [
      ...dialogue(0, 'S: 220 hi\nC: AUTH TLS\nS: 234 go'),
      say(0, 'client', record(22, 100)),
      say(0, 'server', record(22, 120)),
      say(0, 'client', record(23, 37)),
      say(0, 'server', record(23, 45)),
      say(0, 'server', record(21, 24)),
      say(0, 'client', record(21, 24)),
      ...dialogue(0, 'C: PASV\nS: 227 Entering Passive Mode (192,0,2,21,195,80).\nC: RETR notes.txt\nS: 150 Ok'),
      say(1, 'server', upload),
      { stream: 1, end: true } as const,
      ...dialogue(0, 'S: 226 Done'),
    ];
    const cut = cutInto(scenes, size);
    const { results } = await play({ actors: { 0: control, 1: passive(50000) }, scenes: cut });
    const frameOf = (first: number) => cut.findIndex((scene) => 'bytes' in scene && scene.bytes[0] === first) + 1;
    expect(results.ftp[0]).toMatchObject({
      encryptedFrom: frameOf(22),
      notes: [`tls-ended=${cut.findIndex((scene) => 'bytes' in scene && scene.bytes[0] === 80) + 1}`],
      transfers: [{ command: 'RETR', name: 'notes.txt', content: { size: upload.length, sha256: sha256Of(upload) } }],
    });
    expect(results.ftp[0]!.dialogue.map(({ text }) => text.slice(0, 4))).toEqual([
      '220 ',
      'AUTH',
      '234 ',
      'PASV',
      '227 ',
      'RETR',
      '150 ',
      '226 ',
    ]);
  });

  test('AUTH TLS with bytes of both sides missing: it is not guessed where TLS ends', async () => {
    const scenes = [
      ...dialogue(0, 'S: 220 hi\nC: AUTH TLS\nS: 234 go'),
      say(0, 'client', new Uint8Array([22, 3, 3, 0, 9, 1, 2])),
      { stream: 0, from: 'client', gap: 500 } as const,
      { stream: 0, from: 'server', gap: 500 } as const,
      ...dialogue(0, 'C: PASV\nS: 227 Entering'),
    ];
    const { results } = await play({ actors: { 0: control }, scenes: cutInto(scenes, size) });
    expect(results.ftp[0]).toMatchObject({ notes: [], transfers: [] });
    expect(results.ftp[0]!.dialogue).toHaveLength(3);
  });

  test('AUTH TLS accepted: nothing after it is read, the frame of the first record is named', async () => {
    const scenes = [
      ...dialogue(0, 'S: 220 hi\nC: AUTH TLS\nS: 234 go'),
      say(0, 'client', Uint8Array.of(22, 3, 1, 0, 5, 1)),
    ];
    const cut = cutInto(scenes, size);
    const { results } = await play({ actors: { 0: control }, scenes: cut });
    expect(results.ftp[0]?.encryptedFrom).toBe(cut.findIndex((scene) => 'bytes' in scene && scene.bytes[0] === 22) + 1);
    expect(results.ftp[0]?.dialogue).toHaveLength(3);
  });
});

describe('bytes missing', () => {
  const plain = PASSIVE.scenes;

  test.each(plain.map((_scene, nth) => nth))('scene %i missing: marked in place, nothing invented', async (nth) => {
    const scene = plain[nth]!;
    if (!('bytes' in scene)) return;
    const gap = { stream: scene.stream, from: scene.from, gap: scene.bytes.length };
    const scenes = plain.with(nth, gap);
    const { results } = await play({ ...PASSIVE, scenes });
    const [session] = results.ftp;
    if (scene.stream === 0) {
      expect(session?.dialogue.filter(({ kind }) => kind === 'gap')).toMatchObject([
        { direction: scene.from, text: String(scene.bytes.length), frames: [nth + 1] },
      ]);
    } else {
      const hurt = session?.transfers.find(({ dataConnection }) => dataConnection === scene.stream);
      expect(hurt?.content).toMatchObject({
        size: 0,
        missing: upload.length,
        gaps: [{ offset: 0, length: upload.length }],
      });
    }
    for (const { password } of session?.credentials ?? []) expect(['s3cret', null]).toContain(password);
    for (const { content } of session?.transfers ?? []) {
      if (content && content.missing === 0) expect(content.sha256).toBe(sha256Of(upload));
    }
    const names = session?.transfers.map(({ name }) => name) ?? [];
    expect(names.every((name) => name === 'notes.txt')).toBe(true);
  });

  test('a gap inside a file: its place is named, the text shows it', async () => {
    const scenes = [
      ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR f\nS: 150 ok'),
      say(1, 'server', 'before'),
      { stream: 1, from: 'server', gap: 100 } as const,
      say(1, 'server', 'after'),
    ];
    const { results } = await play({ actors: { 0: control, 1: passive(50000) }, scenes });
    expect(results.ftp[0]?.transfers[0]).toMatchObject({
      text: 'before[… 100 B …]after',
      completed: null,
      content: { size: 11, missing: 100, gaps: [{ offset: 6, length: 100 }] },
    });
  });
});

test('REIN: the next login begins with ASCII and without an address, as the first did', async () => {
  const scenes = [
    ...dialogue(
      0,
      `${LOGIN}
      C: PASV
      S: 227 ok (192,0,2,21,195,80)
      C: REIN
      S: 220 again
      C: USER anna
      S: 331 password
      C: PASS other
      S: 332 account
      C: ACCT 7
      S: 230 in
      C: RETR f
      S: 150 ok`,
    ),
    say(1, 'server', 'x'),
    ...dialogue(0, 'S: 226 done'),
  ];
  const { results } = await play({ actors: { 0: control, 1: passive(50001) }, scenes });
  expect(results.ftp[0]?.transfers).toMatchObject([{ name: 'f', type: 'ascii', mode: 'unknown' }]);
  expect(results.ftp[0]?.credentials).toMatchObject([
    { user: 'lihua', accepted: true },
    { user: 'anna', accepted: true, frames: [12, 13, 14, 15, 16, 17] },
  ]);
});

test('the capture ends inside a file: what is there, and that it is not complete', async () => {
  const scenes = [
    ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR f\nS: 150 ok'),
    say(1, 'server', 'half'),
  ];
  const { results } = await play({ actors: { 0: control, 1: passive(50000) }, scenes });
  expect(results.ftp[0]?.transfers[0]).toMatchObject({
    completed: null,
    content: { size: 4, missing: 0, complete: false },
  });
});

describe('hostile', () => {
  test('a line without end: bounded, and said so', async () => {
    const long = utf8('A'.repeat(100_000));
    const scenes = [...dialogue(0, 'S: 220 hi'), ...Array.from({ length: 20 }, () => say(0, 'client', long))];
    const { results } = await play({ actors: { 0: control }, scenes });
    expect(JSON.stringify(results).length).toBeLessThan(50_000);
  });

  test('a hundred thousand commands: bounded, and said so', async () => {
    const many = utf8('RETR x\r\n'.repeat(1000));
    const scenes = [...dialogue(0, 'S: 220 hi'), ...Array.from({ length: 100 }, () => say(0, 'client', many))];
    const { results } = await play({ actors: { 0: control }, scenes });
    expect(results.ftp[0]?.dialogue.length).toBeLessThanOrEqual(20_000);
    expect(results.ftp[0]?.notes).toEqual(
      expect.arrayContaining([expect.stringMatching(/^dialogue-cut=/), expect.stringMatching(/^items-cut=90000$/)]),
    );
  });
});

test('a hole in the server’s direction: its later replies, heard late, still go to their commands', async () => {
  const heard = dialogue(
    0,
    `
    S: 220 hi
    C: PASV
    S: 227 lost
    C: STOR one
    S: 150 ok
    S: 226 done
    C: PASV
    S: 227 ok (192,0,2,21,195,81)
    C: RETR two
    S: 150 ok
    S: 226 done`,
  );
  const at = (nth: number) => ({ ...heard[nth]!, frame: nth + 1 });
  const late = [4, 5, 7, 9, 10].map(at);
  const gap = { stream: 0, from: 'server', gap: 10, frame: 5 } as const;
  const data = { ...say(1, 'server', 'two'), frame: 11 };
  const scenes = [at(0), at(1), at(3), at(6), at(8), gap, ...late, data, { stream: 1, end: true as const, frame: 12 }];
  const { results } = await play({ actors: { 0: control, 1: passive(50001) }, scenes });
  expect(results.ftp[0]?.transfers).toMatchObject([
    { name: 'one', mode: 'unknown', completed: true, content: null },
    { name: 'two', mode: 'passive', completed: true, dataConnection: 1, content: { size: 3 } },
  ]);
  const frames = results.ftp[0]!.dialogue.map((entry) => entry.frames[0]!);
  expect(frames).toEqual(frames.toSorted((a, b) => a - b));
});
