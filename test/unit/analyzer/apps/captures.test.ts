/** What we recover from other people's captures beside what tshark exports from them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import type { ArtifactSink } from '../../../../src/analyzer/observer.ts';
import { hasSharedCaptures, sharedCapture } from '../../../support/shared-captures.ts';
import { hasTshark } from '../../../support/tshark.ts';

/** Mails that tshark exports and we don't, and why. */
const NOT_OURS: Readonly<Record<string, string>> = {
  'CrSplitCheck.eml': 'came over IMAP, which is not taken apart',
  '.eml': 'is a challenge of AUTH NTLM, which tshark takes for a mail',
  '(1).eml': 'is the next of these challenges',
  // RFC 2920: the client sent commands and mail in one go; tshark counts the commands before DATA to the mail.
  'MIME test.eml': 'begins with the commands HELO to DATA',
};

const WITH_MAIL = [
  'arkime_synthetic',
  'ntlm_synthetic',
  'smtp-data-250',
  'smtp-data-521',
  'smtp-decrypted',
  'smtp-moloch-bof',
  'smtp-originating',
  'smtp-subject-8859-b',
  'smtp-subject-8859-multi',
  'smtp-subject-8859-q',
  'smtp-subject-encoded-empty',
  'smtp-subject-gb2312-b',
  'smtp-subject-utf8-mixed',
  'smtp-subject-utf8-q',
  'smtp-zip',
].map((name) => `arkime/${name}.pcap`);

const CLOSED_WITH_DATA = [
  'PcapPlusPlus/http-packets2.pcap',
  'arkime/http-301-get.pcap',
  'arkime/http-no-length.pcap',
  'arkime/smb-port80.pcap',
  'arkime/smtp-originating.pcap',
  'arkime/smtp-subject-utf8-q.pcap',
  'arkime/wireshark-bdat.pcap',
  'fq/TLS_DHE_RSA_WITH_AES_256_CBC_SHA.pcap',
  'fq/TLS_RSA_WITH_RC4_128_MD5.pcap',
  'fq/dump-broken.pcapng',
  'fq/flow_missing_synack.pcap',
  'tcpdump/tcp_rst_data.pcap',
];

describe.skipIf(!hasSharedCaptures)('shared captures', () => {
  test.skipIf(!hasTshark).each(WITH_MAIL)(
    '%s: every mail that tshark exports is among ours',
    async (name) => {
      const exported = exportMails(sharedCapture(name));
      const { mails } = await recover(name);
      for (const [file, bytes] of exported) {
        if (NOT_OURS[file]) continue;
        // RFC 5321 §4.1.1.4: the CRLF before the lone dot is the mail's; tshark drops it when the dot comes by itself.
        const ours = mails.filter(
          (mail) => mail.equals(bytes) || mail.equals(Buffer.concat([bytes, Buffer.from('\r\n')])),
        );
        expect(ours, file).toHaveLength(1);
      }
      expect(mails.length).toBeGreaterThanOrEqual(exported.filter(([file]) => !NOT_OURS[file]).length);
    },
    30_000,
  );

  test.each([
    ['smtp-subject-gb2312-b', 'test \u6d4b\u8bd5'],
    ['smtp-zip', 'zip test'],
  ])('%s: subject %j', async (name, subject) => {
    const { analysis } = await recover(`arkime/${name}.pcap`);
    expect(analysis.apps.smtp[0]?.messages[0]?.subject).toBe(subject);
  });

  test('an attached archive: its name, and the hash that unzip accepts', async () => {
    const { analysis } = await recover('arkime/smtp-zip.pcap');
    expect(analysis.apps.smtp[0]?.messages[0]?.attachments).toMatchObject([
      { name: 'a.zip', size: 310, sha256: '61479904e443b354d4427a51b990c696f731e341e4c63328e07c1a92658ba591' },
    ]);
  });

  test('AUTH NTLM over SMTP and POP3: the user', async () => {
    const { analysis } = await recover('arkime/ntlm_synthetic.pcap');
    expect(analysis.apps.smtp[0]?.credentials).toMatchObject([{ mechanism: 'NTLM', user: 'jack', accepted: true }]);
    expect(analysis.apps.pop3[0]?.credentials).toMatchObject([{ mechanism: 'NTLM', user: 'liam', accepted: true }]);
  });

  test('STARTTLS: the frame of the first record', async () => {
    const { analysis } = await recover('arkime/smtp-starttls.pcap');
    expect(analysis.apps.smtp[0]).toMatchObject({ encryptedFrom: 11, messages: [] });
  });

  test.skipIf(!hasTshark)(
    'closing segments with payload: shown as tshark shows them',
    async () => {
      for (const name of CLOSED_WITH_DATA) {
        const { analysis } = await recover(name);
        const segments = analysis.connections.flatMap(({ teardown }) =>
          teardown.segments.filter(({ withData }) => withData),
        );
        expect(segments.length, name).toBeGreaterThan(0);
        const columns = protocolColumn(sharedCapture(name));
        for (const { frame, shownAs } of segments) {
          expect([name, frame, shownAs ?? 'TCP']).toEqual([name, frame, columns.get(frame)]);
        }
      }
    },
    60_000,
  );
});

async function recover(name: string) {
  const mails: Buffer[] = [];
  const artifacts: ArtifactSink = {
    create(kind) {
      const parts: Uint8Array[] = [];
      return {
        write: (bytes) => void parts.push(bytes.slice()),
        close: () => {
          if (kind === 'mail') mails.push(Buffer.concat(parts));
          return 'written';
        },
      };
    },
  };
  const analyzer = createAnalyzer({ artifacts, hashFile: false });
  analyzer.push(readFileSync(sharedCapture(name)));
  return { analysis: await analyzer.finish(), mails };
}

function exportMails(capture: string): [file: string, bytes: Buffer][] {
  const directory = mkdtempSync(join(tmpdir(), 'wirelab-imf-'));
  try {
    execFileSync('tshark', ['-n', '-r', capture, '--export-objects', `imf,${directory}`], { stdio: 'ignore' });
    return readdirSync(directory).map((file) => [file, readFileSync(join(directory, file))]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function protocolColumn(capture: string): Map<number, string> {
  const fields = ['-T', 'fields', '-e', 'frame.number', '-e', '_ws.col.Protocol'];
  const output = execFileSync('tshark', ['-n', '-r', capture, ...fields], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([frame, protocol]) => [Number(frame), protocol ?? '']),
  );
}
