import { describe, expect, it } from 'vitest';
import {
  describeHypothesis,
  HYPOTHESES,
  type HypothesisId,
  REASONS,
} from '../../../../src/analyzer/findings/hypothesis-words.ts';
import { type Hypothesis, hypothesisSchema } from '../../../../src/analyzer/model.ts';
import { LANGUAGES } from '../../../../src/base/language.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';
import { goOn } from './cases.ts';

type Expected = Partial<Record<HypothesisId, readonly [Hypothesis['verdict'], (readonly number[])?]>>;

const PORTS = { clientPort: 50_123, serverPort: 25 };

/** An SMTP dialogue up to the client's QUIT, with the document's numbers: the next of the client is 2842. */
function dialogue(talk: Talk): void {
  talk.open();
  talk.wait(1).server('PA', '220 mail.example ESMTP\r\n');
  talk.wait(1).client('PA', 'EHLO client.example\r\n');
  talk.wait(1).server('PA', '250 mail.example\r\n');
  talk.wait(1).client('PA', `MAIL FROM:<a@example.com>${' '.repeat(2787)}\r\n`.slice(0, 2814));
  talk.wait(1).server('A');
  talk.wait(1).client('PA', 'QUIT\r\n');
}

const TABLE: readonly { title: string; make: (talk: Talk) => void; expected: Expected | null }[] = [
  {
    title: 'four segments: the textbook’s closing is no puzzle',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.closeInFour();
    },
    expected: null,
  },
  {
    title: 'FIN on the segment with 221: it rides on data, and the list says SMTP',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('FPA', '221 bye\r\n');
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
    },
    expected: {
      'fin-on-data': ['supported', [10]],
      'fin-shown-as-application': ['supported', [10]],
      'fin-ack-label-is-merge': ['refuted', [10]],
      'ack-and-fin-merged': ['supported', [11]],
      'other-side-never-closed': ['refuted', [10, 11]],
      'reset-instead': ['refuted', []],
      'fin-retransmitted': ['refuted', [10, 11]],
      'capture-ended-early': ['refuted', [10, 11, 12]],
      'capture-lost-packets': ['refuted', []],
    },
  },
  {
    title: 'FIN on 221, the client’s FIN acknowledged on its own: data carries it, nothing is merged',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('FPA', '221 bye\r\n');
      talk.wait(1).client('A');
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
    },
    expected: {
      'fin-on-data': ['supported', [10]],
      'fin-shown-as-application': ['supported', [10]],
      'ack-and-fin-merged': ['refuted', [11]],
    },
  },
  {
    title: 'three segments: ACK and FIN are one, no FIN rides on data',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(1).client('FA');
      talk.wait(1).server('FA');
      talk.wait(1).client('A');
    },
    expected: {
      'fin-on-data': ['refuted', [11, 12]],
      'fin-shown-as-application': ['refuted', [11, 12]],
      'fin-ack-label-is-merge': ['refuted', [11]],
      'ack-and-fin-merged': ['supported', [12]],
      'other-side-never-closed': ['refuted', [11, 12]],
      'other-side-crashed': ['refuted', [11, 12]],
    },
  },
  {
    title: 'the server silent after the client’s FIN, the capture goes on: half-closed, nothing else holds',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
      goOn(talk, 5000);
    },
    expected: {
      'fin-on-data': ['refuted', [11]],
      'ack-and-fin-merged': ['refuted', [12]],
      'other-side-never-closed': ['supported', [11, 12]],
      'other-side-crashed': ['refuted', [12]],
      'reset-instead': ['refuted', []],
      'fin-retransmitted': ['refuted', [11]],
      'capture-began-late': ['refuted', [1, 2]],
      'capture-ended-early': ['refuted', [12]],
      'capture-lost-packets': ['refuted', []],
    },
  },
  {
    title:
      'the server silent after the client’s FIN, and the capture ends with it: half-closed or cut, nobody can tell',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
    },
    expected: {
      'fin-on-data': ['cannot-tell', [11]],
      'fin-shown-as-application': ['cannot-tell', [11]],
      'other-side-never-closed': ['cannot-tell', [11, 12]],
      'reset-instead': ['cannot-tell', []],
      'capture-ended-early': ['cannot-tell', [12]],
    },
  },
  {
    title: 'the server’s host gone: the FIN is sent again and again, no answer',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(1).client('FA');
      for (const ms of [300, 600, 1200]) talk.wait(ms).client('FA', '', { seq: 2842 });
    },
    expected: {
      'other-side-crashed': ['supported', [11, 12, 13, 14]],
      'capture-ended-early': ['cannot-tell', [14]],
      'fin-retransmitted': ['supported', [11, 12, 13, 14]],
      'other-side-never-closed': ['cannot-tell', [11]],
    },
  },
  {
    title: 'the server restarted: it answers with RST as it knows no connection',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(1).client('FA');
      talk.wait(1).server('R', '', { seq: 52 });
    },
    expected: {
      'other-side-crashed': ['supported', [11, 12]],
      'reset-instead': ['supported', [12]],
      'other-side-never-closed': ['refuted', [12]],
    },
  },
  {
    title: 'such a RST from another distance: a firewall may have sent it',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(1).client('FA');
      talk.wait(1).server('R', '', { seq: 52, timeToLive: 63 });
    },
    expected: { 'other-side-crashed': ['cannot-tell', [12]], 'reset-instead': ['supported', [12]] },
  },
  {
    title: 'FIN on 221 as that is sent again: Wireshark does not dissect a retransmission, the list says TCP',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('PA', '221 bye\r\n');
      talk.wait(300).server('FPA', '221 bye\r\n', { seq: 43 });
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
    },
    expected: {
      'fin-on-data': ['supported', [11]],
      'fin-shown-as-application': ['refuted', [11]],
    },
  },
  {
    title: 'RST answers the FIN: no FIN can follow it, though the capture ends at once',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).client('FA');
      talk.wait(1).server('RA');
    },
    expected: {
      'fin-retransmitted': ['refuted', [10]],
      'ack-and-fin-merged': ['refuted', [11]],
      'reset-instead': ['supported', [11]],
    },
  },
  {
    title: 'the capture began late, and RST knows no connection: it may have been closed before',
    make: (talk) => {
      talk.server('PA', 'news\r\n', { seq: 100, ack: 50 });
      talk.wait(1).client('R', '', { seq: 50 });
    },
    expected: {
      'other-side-crashed': ['cannot-tell', [1, 2]],
      'reset-instead': ['supported', [2]],
    },
  },
  {
    title: 'a killed process: RST in place of the FIN',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).server('RA');
    },
    expected: {
      'reset-instead': ['supported', [10]],
      'fin-on-data': ['refuted', []],
      'other-side-crashed': ['cannot-tell', [10]],
      'capture-ended-early': ['refuted', [10]],
    },
  },
  {
    title: 'cut in the middle of the dialogue: the capture ended early, no FIN can be judged',
    make: dialogue,
    expected: {
      'capture-ended-early': ['supported', [9]],
      'fin-on-data': ['cannot-tell', []],
      'reset-instead': ['cannot-tell', []],
      'fin-ack-label-is-merge': ['cannot-tell', []],
      'other-side-never-closed': ['cannot-tell', []],
    },
  },
  {
    title: 'no FIN, no RST, and the capture goes on for a minute: nobody closes',
    make: (talk) => {
      dialogue(talk);
      goOn(talk, 60_000);
    },
    expected: {
      'fin-on-data': ['refuted', []],
      'fin-ack-label-is-merge': ['refuted', []],
      'ack-and-fin-merged': ['refuted', []],
      'other-side-never-closed': ['refuted', []],
      'reset-instead': ['refuted', []],
      'capture-ended-early': ['refuted', [9]],
    },
  },
  {
    title: 'cut right after the FIN: the capture ended before an answer could come',
    make: (talk) => {
      dialogue(talk);
      talk.wait(1).client('FA');
    },
    expected: {
      'capture-ended-early': ['supported', [10]],
      'other-side-never-closed': ['cannot-tell', [10]],
      'other-side-crashed': ['cannot-tell', [10]],
    },
  },
  {
    title: 'the segment with the server’s FIN is missing: the capture lost packets, the rest can’t be told',
    make: (talk) => {
      dialogue(talk);
      talk.unseen('server', 10).wait(2).client('A');
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
    },
    expected: {
      'capture-lost-packets': ['supported', [10]],
      'fin-on-data': ['cannot-tell', [10]],
      'fin-shown-as-application': ['cannot-tell', [10]],
      'other-side-never-closed': ['cannot-tell', [10]],
    },
  },
  {
    title: 'no handshake in the capture: it began late',
    make: (talk) => {
      talk.server('PA', '221 bye\r\n', { seq: 500, ack: 2842 });
      talk.wait(1).client('FA', '', { seq: 2842, ack: 509 });
      talk.wait(1).server('FA', '', { seq: 509, ack: 2843 });
      talk.wait(1).client('A', '', { seq: 2843, ack: 510 });
    },
    expected: { 'capture-began-late': ['supported', [1]], 'ack-and-fin-merged': ['supported', [3]] },
  },
];

async function closingOf(make: (talk: Talk) => void): Promise<Hypothesis[] | null> {
  const capture = new TestCapture();
  make(new Talk(capture, PORTS));
  const { connections } = await analyse(capture.pcap());
  return connections[0]!.closing?.hypotheses ?? null;
}

describe('the puzzle of the missing FIN', () => {
  for (const { title, make, expected } of TABLE) {
    it(title, async () => {
      const hypotheses = await closingOf(make);
      if (expected === null) {
        expect(hypotheses).toBeNull();
        return;
      }
      const said = Object.fromEntries(
        (hypotheses ?? [])
          .filter(({ id }) => expected[id] !== undefined)
          .map(({ id, verdict, frames }) => [id, expected[id]![1] === undefined ? [verdict] : [verdict, frames]]),
      );
      expect(said).toEqual(expected);
    });
  }

  it.each([TABLE[4]!, TABLE[5]!])('$title: the words name both states in each language', async ({ make }) => {
    const hypotheses = await closingOf(make);
    const half = hypotheses!.find(({ id }) => id === 'other-side-never-closed')!;
    for (const language of LANGUAGES) {
      const { reason } = describeHypothesis(half, language);
      expect(reason).toContain('FIN-WAIT-2');
      expect(reason).toContain('CLOSE-WAIT');
    }
  });

  it('neither FIN nor RST: each guess shows the filter for the flag that it is about', async () => {
    const hypotheses = await closingOf((talk) => {
      dialogue(talk);
      goOn(talk, 60_000);
    });
    const filters = Object.fromEntries(hypotheses!.map(({ id, filter }) => [id, filter]));
    expect(filters['reset-instead']).toBe('tcp.stream == 0 && tcp.flags.reset == 1');
    expect(filters['fin-on-data']).toBe('tcp.stream == 0 && tcp.flags.fin == 1');
  });

  it('every hypothesis and every reason has words, and the model knows each id', () => {
    expect(Object.keys(HYPOTHESES)).toEqual(hypothesisSchema.shape.id.options);
    for (const text of [...Object.values(HYPOTHESES), ...Object.values(REASONS)]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('more unusual closings than anybody reads: the first 1,000 are judged', async () => {
    const capture = new TestCapture();
    for (let i = 0; i < 1001; i++) new Talk(capture, { clientPort: 10_000 + i }, i).open().client('FA');
    const { connections } = await analyse(capture.pcap());
    expect(connections.filter(({ closing }) => closing !== null)).toHaveLength(1000);
    expect(connections.at(-1)!.closing).toBeNull();
  });
});
