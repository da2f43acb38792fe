/** docs/findings.md, made from the catalogue. */
import { CATALOGUE, type CatalogueEntry, type FindingCode } from '../../../../src/analyzer/findings/catalogue.ts';
import { fillTemplate } from '../../../../src/analyzer/findings/describe.ts';
import { HYPOTHESES } from '../../../../src/analyzer/findings/hypothesis-words.ts';
import type { Finding } from '../../../../src/analyzer/model.ts';

const HEAD = `# Findings

<!-- Made from src/analyzer/findings/catalogue/; a test compares. Update: npx vitest run -u test/unit/analyzer/findings -->

What \`wirelab analyze\` says of a capture beyond Wireshark's own verdicts. Each finding names its frames, a Wireshark display
filter that shows exactly these frames, and the section of the RFC where the rule stands. One finding is made for each code, each
connection and, where it matters, each side; \`params.side\` says which. Port scans and SYN floods are findings about many
connections: their \`connection\` is null. At most 1,000 frames are listed; \`params.more\` counts the rest.

Severity: **error** the data can't be trusted or the connection is dead · **warning** something went wrong or is missing ·
**note** easily misread · **info** ordinary, and worth knowing. Names in italics are filled in from \`params\`.

The filter in the last column is what the analyzer wrote for a small example; yours will name your own frames. Where the capture holds
ICMP, whose errors quote TCP headers, a filter by flags leaves those out with \`!icmp && !icmpv6\`.

| Code | Severity | What it means | Evidence | RFC | Filter, for example |
|---|---|---|---|---|---|
`;

const HYPOTHESES_HEAD = `
## Guesses about a closing

Where a connection's closing is not FIN, ACK, FIN, ACK in segments of their own, \`connections[].closing\` judges every guess as a
statement about segments: **supported** or **refuted** by the frames it names, or **cannot-tell** from this capture.

| Id | Statement | 说法 |
|---|---|---|
`;

/** What the comparison is limited to, so that nobody takes silence for proof. */
const LIMITS = `
## What is not seen

- *inconsistent-retransmission* compares segments that start at the same sequence number: their first 16 bytes, and if they are
  equally long all of a payload up to 144 bytes, and the checksums of a longer one. Where those were left to the network card, words
  spread over the payload are compared, and a difference elsewhere goes unnoticed; where they are plainly wrong, only the head is.
- A segment is compared with the last 16,384 segments of the capture. What is repeated later than that is judged by
  Wireshark's rules alone.
- *port-scan* is said of ten ports of one host, or of one port of thirty hosts, that were tried without sending data; *syn-flood* of
  200 attempts to one port at 50 a second. A slower or smaller scan looks like connections that fail.
- Why a RST was sent is told as far as the wire shows it: SO_LINGER 0, unread data and a killed process look alike.
`;

export function findingsPage(example: (code: FindingCode) => string): string {
  const rows = Object.entries(CATALOGUE).map(([code, entry]) => rowOf(code as FindingCode, entry, example));
  const guesses = Object.entries(HYPOTHESES).map(([id, { en, zh }]) => `| \`${id}\` | ${en} | ${zh} |\n`);
  return HEAD + rows.join('') + HYPOTHESES_HEAD + guesses.join('') + LIMITS;
}

function rowOf(code: FindingCode, entry: CatalogueEntry, example: (code: FindingCode) => string): string {
  const meaning = `**${entry.title.en}** · ${entry.title.zh}. ${placeholders(entry.detail.en)}`;
  const filter = example(code).replaceAll('|', '\\|');
  return `| \`${code}\` | ${entry.severity} | ${meaning} | ${entry.evidence.en} | ${entry.rfc} | \`${filter}\` |\n`;
}

/** `{intervalsMs}` becomes *intervals*. */
function placeholders(template: string): string {
  const params: Finding['params'] = {};
  for (const [, name] of template.matchAll(/\{(\w+)/g)) params[name!] = `*${name!.replace(/(Ms|Bytes)$/, '')}*`;
  return fillTemplate(template, params, 'en');
}
