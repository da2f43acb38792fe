/** For every finding: packets that must make it, with the frames it is about, and packets that nearly do. */
import type { FindingCode } from '../../../../src/analyzer/findings/catalogue.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';

export interface FindingCase {
  code: FindingCode;
  /** State, event. */
  when: string;
  make: (talk: Talk) => readonly number[];
  but: string;
  makeNearly: (talk: Talk) => void;
}

const SMALL = 'x'.repeat(20);
const FULL = 'y'.repeat(1460);

/** Lets another connection speak later, so that the capture demonstrably went on. */
export function goOn(talk: Talk, ms: number): void {
  new Talk(talk.capture, { clientPort: 50_000 }, ms).client('S', '', { mss: 1460 });
}

export const CASES: readonly FindingCase[] = [
  {
    code: 'handshake-simultaneous-open',
    when: 'two SYNs cross',
    make: (talk) => simultaneousOpen(talk),
    but: 'one SYN is answered by a SYN+ACK',
    makeNearly: (talk) => void talk.open(),
  },
  {
    code: 'simultaneous-open-not-retransmission',
    when: 'two SYNs cross, each is repeated with ACK',
    make: (talk) => [simultaneousOpen(talk)[2]!],
    but: 'a SYN+ACK is sent again because the ACK was lost',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('SA');
      talk.wait(1000).server('SA', '', { seq: 0 });
      talk.wait(1).client('A');
    },
  },
  {
    code: 'syn-retried',
    when: 'the first two SYNs are lost',
    make: (talk) => {
      const frames = [talk.client('S'), talk.wait(1000).client('S', '', { seq: 0 })];
      frames.push(talk.wait(2000).client('S', '', { seq: 0 }));
      talk.wait(1).server('SA');
      talk.wait(0.1).client('A');
      return frames;
    },
    but: 'the capture has the SYN twice',
    makeNearly: (talk) => {
      talk.client('S', '', { ipId: 7 });
      talk.wait(0.005).client('S', '', { seq: 0, ipId: 7 });
      talk.wait(1).server('SA');
      talk.wait(0.1).client('A');
    },
  },
  {
    code: 'syn-unanswered',
    when: 'four SYNs, nothing else',
    make: (talk) => [0, 1000, 2000, 4000].map((ms) => talk.wait(ms).client('S', '', { seq: 0 })),
    but: 'the SYN is refused',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('RA', '', { seq: 0 });
    },
  },
  {
    code: 'syn-unanswered',
    when: 'one SYN, and the capture goes on',
    make: (talk) => {
      const frame = talk.client('S');
      goOn(talk, 5000);
      return [frame];
    },
    but: 'the SYN is followed by the ACK of a SYN+ACK that was not captured',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(50).client('A', '', { ack: 1 });
    },
  },
  {
    code: 'syn-retried',
    when: 'the SYN comes again behind a captured SYN+ACK',
    make: (talk) => {
      const first = talk.client('S');
      talk.wait(20).server('SA');
      const again = talk.wait(980).client('S', '', { seq: 0 });
      talk.wait(20).server('SA', '', { seq: 0 });
      talk.wait(1).client('A');
      return [first, again];
    },
    but: 'only the SYN+ACK comes again',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('SA');
      talk.wait(1).client('A');
      talk.wait(1000).server('SA', '', { seq: 0 });
    },
  },
  {
    code: 'syn-ack-retried',
    when: 'SYN and SYN+ACK come twice, 78 ms apart',
    make: (talk) => {
      talk.client('S');
      const first = talk.wait(14).server('SA');
      talk.wait(64).client('S', '', { seq: 0 });
      const again = talk.wait(8).server('SA', '', { seq: 0 });
      talk.wait(50).client('A');
      return [first, again];
    },
    but: 'a packet without identification is captured twice on its way',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(90).server('SA', '', { ipId: 0, timeToLive: 61 });
      talk.wait(0.045).server('SA', '', { seq: 0, ipId: 0, timeToLive: 60 });
      talk.wait(1).client('A');
    },
  },
  {
    code: 'syn-ack-retried',
    when: 'the ACK was captured, and the SYN+ACK comes again a second later',
    make: (talk) => {
      talk.client('S');
      const first = talk.wait(1).server('SA');
      talk.wait(0.1).client('A');
      const again = talk.wait(1200).server('SA', '', { seq: 0 });
      talk.wait(0.1).client('A');
      return [first, again];
    },
    but: 'the ACK ends the handshake',
    makeNearly: (talk) => void talk.open(),
  },
  {
    code: 'syn-ack-retried',
    when: 'two SYN+ACKs 12 ms apart, no SYN in the capture',
    make: (talk) => {
      const first = talk.server('SA', '', { ack: 1 });
      return [first, talk.wait(12.8).server('SA', '', { seq: 0, ack: 1 })];
    },
    but: 'one SYN+ACK, no SYN in the capture',
    makeNearly: (talk) => void talk.server('SA', '', { ack: 1 }),
  },
  {
    code: 'syn-ack-retried',
    when: 'the SYN+ACK comes again a second later',
    make: (talk) => {
      talk.client('S');
      const frames = [talk.wait(1).server('SA'), talk.wait(1000).server('SA', '', { seq: 0 })];
      talk.wait(1).client('A');
      return frames;
    },
    but: 'two SYNs cross',
    makeNearly: (talk) => void simultaneousOpen(talk),
  },
  {
    code: 'mss-differs',
    when: '1460 and 1380 are announced',
    make: (talk) => {
      talk.open(1, { client: 1460, server: 1380 });
      return [1, 2];
    },
    but: 'both announce 1460',
    makeNearly: (talk) => void talk.open(),
  },
  {
    code: 'ports-reused',
    when: 'a second SYN with another number on the same ports after the close',
    make: (talk) => {
      talk.open().closeInFour();
      return [new Talk(talk.capture, {}, 5000).client('S', '', { seq: 777 })];
    },
    but: 'the second SYN comes from another port',
    makeNearly: (talk) => {
      talk.open().closeInFour();
      new Talk(talk.capture, { clientPort: 40_001 }, 5000).client('S', '', { seq: 777 });
    },
  },
  {
    code: 'window-scale-unknown',
    when: 'the capture begins with data both ways',
    make: (talk) => {
      const frame = talk.client('PA', SMALL, { seq: 100, ack: 200 });
      talk.wait(1).server('A', '', { seq: 200 });
      return [frame];
    },
    but: 'the handshake is there',
    makeNearly: (talk) => void talk.open(),
  },
  {
    code: 'teardown-four-segment',
    when: 'FIN, ACK, FIN, ACK',
    make: (talk) => {
      talk.open().closeInFour();
      return [4, 5, 6, 7];
    },
    but: 'the second FIN carries the ACK of the first',
    makeNearly: threeSegments,
  },
  {
    code: 'teardown-three-segment',
    when: 'FIN, FIN+ACK, ACK',
    make: (talk) => {
      threeSegments(talk);
      return [4, 5, 6];
    },
    but: 'the ACK comes on its own',
    makeNearly: (talk) => void talk.open().closeInFour(),
  },
  {
    code: 'teardown-simultaneous',
    when: 'both FINs are sent before the other has come',
    make: (talk) => {
      talk.open();
      const frames = [
        talk.wait(1).client('FA', '', { seq: 1, ack: 1 }),
        talk.wait(0.1).server('FA', '', { seq: 1, ack: 1 }),
      ];
      frames.push(talk.wait(1).client('A', '', { seq: 2, ack: 2 }), talk.wait(1).server('A', '', { seq: 2, ack: 2 }));
      return frames;
    },
    but: 'the second FIN follows the ACK of the first',
    makeNearly: (talk) => void talk.open().closeInFour(),
  },
  {
    code: 'teardown-half-closed',
    when: 'one FIN, acknowledged, nothing more',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('FA'), talk.wait(1).server('A')];
    },
    but: 'the other FIN follows later',
    makeNearly: (talk) => void talk.open().closeInFour(),
  },
  {
    code: 'teardown-unacknowledged-fin',
    when: 'one FIN, nothing more',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('FA')];
    },
    but: 'the FIN is acknowledged',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('A');
    },
  },
  {
    code: 'teardown-reset',
    when: 'RST in the middle of it',
    make: (talk) => {
      talk.open();
      return [talk.wait(5).client('RA')];
    },
    but: 'the SYN is refused by RST',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('RA', '', { seq: 0 });
    },
  },
  {
    code: 'teardown-reset-after-fin',
    when: 'FIN, its ACK, RST',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('FA'), talk.wait(1).server('A'), talk.wait(1).server('RA')];
    },
    but: 'FIN, its ACK, FIN, its ACK',
    makeNearly: (talk) => void talk.open().closeInFour(),
  },
  {
    code: 'fin-with-data',
    when: 'the last data and FIN are one segment',
    make: (talk) => {
      talk.open();
      const frame = talk.wait(1).server('FPA', '221 bye\r\n');
      talk.wait(1).client('A');
      return [frame];
    },
    but: 'the FIN follows the data',
    makeNearly: (talk) => {
      talk.open().wait(1).server('PA', '221 bye\r\n');
      talk.server('FA');
      talk.wait(1).client('A');
    },
  },
  {
    code: 'fin-retransmitted',
    when: 'the FIN is sent three times',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('FA'), talk.wait(300).client('FA', '', { seq: 1 })];
      frames.push(talk.wait(600).client('FA', '', { seq: 1 }));
      talk.wait(1).server('A');
      return frames;
    },
    but: 'the capture has the FIN twice',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA', '', { ipId: 99 });
      talk.wait(0.01).client('FA', '', { seq: 1, ipId: 99, timeToLive: 63 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'fin-retransmitted',
    when: 'FIN set once more in the ACK of a FIN that crossed it, and again a second later',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('FA')];
      talk.wait(0.01).server('FA', '', { ack: 1 });
      frames.push(talk.wait(0.01).client('FA', '', { seq: 1, ack: 2 }));
      frames.push(talk.wait(1000).client('FA', '', { seq: 1, ack: 2 }));
      talk.wait(0.01).server('A', '', { ack: 2 });
      return frames;
    },
    but: 'FIN set once more in the ACK of a FIN that crossed it, and never again',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(0.01).server('FA', '', { ack: 1 });
      talk.wait(0.01).client('FA', '', { seq: 1, ack: 2 });
      talk.wait(0.01).server('A', '', { ack: 2 });
    },
  },
  {
    code: 'fin-retransmitted',
    when: 'a duplicate ACK asks for the data before the FIN, and both are sent again at once',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      const fin = talk.wait(1).client('FA');
      talk.wait(28).server('A', '', { ack: 1, sack: [[21, 22]] });
      const again = talk.wait(0.1).client('FPA', SMALL, { seq: 1 });
      talk.wait(10).server('FA', '', { ack: 22 });
      talk.wait(0.1).client('A');
      return [fin, again];
    },
    but: 'only the data is sent again',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).client('FA');
      talk.wait(28).server('A', '', { ack: 1, sack: [[21, 22]] });
      talk.wait(0.1).client('PA', SMALL, { seq: 1 });
      talk.wait(10).server('FA', '', { ack: 22 });
      talk.wait(0.1).client('A');
    },
  },
  {
    code: 'half-close-used',
    when: 'data after the acknowledged FIN of the other side',
    make: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('A');
      return [talk.wait(1).server('PA', SMALL), talk.wait(1).server('PA', SMALL)];
    },
    but: 'the data was under way before it could know of the FIN',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(0.1).server('PA', SMALL, { ack: 1 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'half-close-used',
    when: 'a segment after the acknowledged FIN repeats old bytes and adds new ones',
    make: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('PA', SMALL, { ack: 1 });
      talk.wait(1).server('A');
      return [talk.wait(300).server('PA', `${SMALL}${SMALL}`, { seq: 1 })];
    },
    but: 'what was sent before the FIN’s ACK is sent again after it',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('PA', SMALL, { ack: 1 });
      talk.wait(1).server('A');
      talk.wait(300).server('PA', SMALL, { seq: 1 });
    },
  },
  {
    code: 'completeness-misleads',
    when: 'handshake, data, one FIN',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).server('A');
      const frame = talk.wait(1).client('FA');
      talk.wait(1).server('A');
      return [frame];
    },
    but: 'both FINs are acknowledged',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.closeInFour();
    },
  },
  {
    code: 'reset-no-listener',
    when: 'RST answers the SYN',
    make: (talk) => [talk.client('S'), talk.wait(1).server('RA', '', { seq: 0 })],
    but: 'RST comes after the handshake',
    makeNearly: (talk) => void talk.open().wait(1).server('RA'),
  },
  {
    code: 'reset-handshake-abandoned',
    when: 'RST answers the SYN+ACK',
    make: (talk) => {
      talk.client('S');
      return [talk.wait(1).server('SA'), talk.wait(1).client('R')];
    },
    but: 'the ACK comes first, then the RST',
    makeNearly: (talk) => void talk.open().wait(1).client('RA'),
  },
  {
    code: 'reset-data-after-close',
    when: 'data comes after the FIN, RST answers',
    make: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('A');
      return [talk.wait(1).server('PA', SMALL), talk.wait(1).client('R', '', { seq: 2 })];
    },
    but: 'the FIN’s own side resets without anything having come',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(5).client('RA', '', { seq: 2 });
    },
  },
  {
    code: 'reset-half-open',
    when: 'RST without ACK, its number from the segment it answers',
    make: (talk) => {
      talk.open();
      return [talk.wait(5000).client('PA', SMALL), talk.wait(1).server('R', '', { seq: 1 })];
    },
    but: 'the RST carries ACK',
    makeNearly: (talk) => {
      talk.open().wait(5000).client('PA', SMALL);
      talk.wait(1).server('RA');
    },
  },
  {
    code: 'reset-connection-gone',
    when: 'RST answers the other side’s late FIN',
    make: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('A');
      return [talk.wait(60_000).server('FA'), talk.wait(1).client('R', '', { seq: 2 })];
    },
    but: 'the late FIN is acknowledged',
    makeNearly: (talk) => void talk.open().closeInFour(),
  },
  {
    code: 'reset-data-after-close',
    when: 'data that crossed the FIN, then an ACK of nothing new: RST answers the data',
    make: (talk) => {
      talk.open().wait(1).client('FA');
      const late = talk.wait(0.1).server('PA', SMALL, { ack: 1 });
      talk.wait(0.1).server('A');
      return [late, talk.wait(1).client('R', '', { seq: 1 })];
    },
    but: 'the data was acknowledged before the RST',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('PA', SMALL);
      talk.wait(1).client('A', '', { seq: 2 });
      talk.wait(5).client('RA', '', { seq: 2 });
    },
  },
  {
    code: 'reset-data-after-close',
    when: 'the capture has the data before the FIN, which does not acknowledge it',
    make: (talk) => {
      talk.open();
      const late = talk.wait(1).server('PA', SMALL);
      talk.wait(1).client('FA', '', { ack: 1 });
      return [late, talk.wait(1).client('R', '', { seq: 1 })];
    },
    but: 'the FIN acknowledges the data before it',
    makeNearly: (talk) => {
      talk.open().wait(1).server('PA', SMALL);
      talk.wait(1).client('FA');
      talk.wait(1).client('RA', '', { seq: 2 });
    },
  },
  {
    code: 'reset-instead-of-fin',
    when: 'RST answers the other side’s FIN',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).server('PA', SMALL);
      const fin = talk.wait(1).client('FA');
      return [fin, talk.wait(1).server('RA')];
    },
    but: 'the RST does not acknowledge the FIN',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).client('FA');
      talk.wait(1).server('RA', '', { ack: 21 });
    },
  },
  {
    code: 'reset-fin-unanswered',
    when: 'FIN twice, nothing comes, RST',
    make: (talk) => {
      talk.open();
      const fin = talk.wait(1).client('FA');
      talk.wait(2000).client('FA', '', { seq: 1 });
      return [fin, talk.wait(4000).client('RA', '', { seq: 2 })];
    },
    but: 'the FIN is acknowledged, and then comes RST',
    makeNearly: (talk) => {
      talk.open().wait(1).client('FA');
      talk.wait(1).server('A');
      talk.wait(4000).client('RA', '', { seq: 2 });
    },
  },
  {
    code: 'reset-abort',
    when: 'RST by the side that spoke last',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).server('A');
      return [talk.wait(5).client('RA')];
    },
    but: 'the other side’s data had just come',
    makeNearly: (talk) => {
      talk.open().wait(1).server('PA', SMALL);
      talk.wait(1).client('A');
      talk.wait(5).client('RA');
    },
  },
  {
    code: 'reset-abort-unread',
    when: 'RST by the side that has just received data',
    make: (talk) => {
      talk.open();
      const data = talk.wait(1).server('PA', SMALL);
      talk.wait(1).client('A');
      return [data, talk.wait(5).client('RA')];
    },
    but: 'it had sent an answer to the data before',
    makeNearly: (talk) => {
      talk.open().wait(1).server('PA', SMALL);
      talk.wait(1).client('PA', SMALL);
      talk.wait(1).server('A');
      talk.wait(5).client('RA');
    },
  },
  {
    code: 'reset-gave-up',
    when: 'data is sent four times without an answer, then RST',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      for (const ms of [300, 600, 1200]) talk.wait(ms).client('PA', SMALL, { seq: 1 });
      return [talk.wait(2400).client('RA')];
    },
    but: 'the second copy was answered',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(300).client('PA', SMALL, { seq: 1 });
      talk.wait(1).server('A');
      talk.wait(2400).client('RA');
    },
  },
  {
    code: 'reset-unexplained',
    when: 'the capture begins with RST',
    make: (talk) => [talk.client('R', '', { seq: 5 })],
    but: 'the segment that it answers is there',
    makeNearly: (talk) => {
      talk.server('PA', SMALL, { seq: 5, ack: 9 });
      talk.wait(1).client('R', '', { seq: 9 });
    },
  },
  {
    code: 'reset-foreign-ttl',
    when: 'the RST’s time to live is another',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      return [talk.wait(1).server('RA', '', { timeToLive: 57 })];
    },
    but: 'the SYN+ACK had the same time to live',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('SA', '', { timeToLive: 245 });
      talk.wait(1).client('A');
      talk.wait(1).client('PA', SMALL);
      talk.wait(1).server('A', '', { timeToLive: 54 });
      talk.wait(700).server('RA', '', { timeToLive: 245 });
    },
  },
  {
    code: 'capture-started-late',
    when: 'no SYN is in the capture',
    make: (talk) => [talk.client('PA', SMALL, { seq: 100, ack: 200 })],
    but: 'the SYN+ACK is',
    makeNearly: (talk) => {
      talk.server('SA', '', { ack: 1 });
      talk.wait(1).client('A', '', { seq: 1 });
    },
  },
  {
    code: 'capture-ended-early',
    when: 'the last segment is data',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('PA', SMALL)];
    },
    but: 'a RST ends it',
    makeNearly: (talk) => void talk.open().wait(1).client('RA'),
  },
  {
    code: 'capture-gap',
    when: 'bytes are acknowledged that the capture lacks',
    make: (talk) => {
      talk.open().unseen('client', 100).wait(1);
      const after = talk.client('PA', SMALL);
      return [after, talk.wait(1).server('A')];
    },
    but: 'a capture that begins with a keep-alive, whose byte is acknowledged',
    makeNearly: (talk) => {
      talk.client('A', '', { seq: 99, ack: 50 });
      talk.wait(1).server('A', '', { seq: 50, ack: 100 });
      talk.wait(5000).client('PA', SMALL, { seq: 100, ack: 50 });
      talk.wait(1).server('A', '', { seq: 50, ack: 120 });
    },
  },
  {
    code: 'capture-gap',
    when: 'only data is in the capture, and one number behind its end is acknowledged: a byte or a FIN',
    make: (talk) => {
      talk.client('PA', SMALL, { seq: 100, ack: 50 });
      return [talk.wait(1).server('PA', SMALL, { seq: 50, ack: 121 })];
    },
    but: 'the FIN is in the capture',
    makeNearly: (talk) => {
      talk.client('FPA', SMALL, { seq: 100, ack: 50 });
      talk.wait(1).server('PA', SMALL, { seq: 50, ack: 121 });
    },
  },
  {
    code: 'capture-gap',
    when: 'a capture that begins late, and two bytes are acknowledged that it lacks',
    make: (talk) => {
      talk.client('A', '', { seq: 98, ack: 50 });
      return [talk.wait(1).server('A', '', { seq: 50, ack: 100 })];
    },
    but: 'the hole is filled by a retransmission',
    makeNearly: (talk) => {
      talk.open();
      talk.wait(1).client('PA', SMALL, { seq: 21 });
      talk.wait(1).server('A', '', { ack: 1 });
      talk.wait(300).client('PA', SMALL, { seq: 1 });
      talk.wait(1).server('A', '', { ack: 41 });
    },
  },
  {
    code: 'capture-duplicate',
    when: 'the same packet again 20 µs later, one hop further',
    make: (talk) => {
      talk.open();
      const first = talk.wait(1).client('PA', SMALL, { ipId: 777 });
      const copy = talk.wait(0.02).client('PA', SMALL, { seq: 1, ipId: 777, timeToLive: 63 });
      talk.wait(1).server('A');
      return [first, copy];
    },
    but: 'the same bytes 20 µs later in a packet of its own',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL, { ipId: 777 });
      talk.wait(0.02).client('PA', SMALL, { seq: 1, ipId: 778 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'capture-duplicate',
    when: 'the same packet again, taken after the card filled in its checksum',
    make: (talk) => {
      talk.open();
      const first = talk.wait(1).client('PA', SMALL, { ipId: 777, checksum: 'pseudo' });
      const copy = talk.wait(0.02).client('PA', SMALL, { seq: 1, ipId: 777 });
      talk.wait(1).server('A');
      return [first, copy];
    },
    but: 'a packet with the same identification and other bytes',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL, { ipId: 777 });
      talk.wait(0.02).client('PA', 'z'.repeat(20), { seq: 1, ipId: 777 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'capture-duplicate',
    when: 'packets without identification, the same again 20 µs later',
    make: (talk) => {
      talk.open();
      const first = talk.wait(1).client('PA', SMALL, { ipId: 0 });
      const copy = talk.wait(0.02).client('PA', SMALL, { seq: 1, ipId: 0 });
      talk.wait(1).server('A');
      return [first, copy];
    },
    but: 'equal ACKs in quick succession, as after a loss',
    makeNearly: (talk) => {
      talk.open(1, {}, { ipId: 0 }).unseen('client', 20);
      talk.wait(1).client('PA', SMALL, { ipId: 0 });
      talk.wait(0.5).server('A', '', { ack: 1, ipId: 0 });
      talk.wait(0.005).server('A', '', { ack: 1, ipId: 0 });
      talk.wait(0.005).server('A', '', { ack: 1, ipId: 0 });
    },
  },
  {
    code: 'capture-duplicate',
    when: 'a frame that the radio link sent again 64 ms later, with the same timestamp',
    make: (talk) => {
      talk.open(1, {}, { timestamps: [1, 1] });
      const first = talk.wait(1).client('PA', SMALL, { ipId: 777, timestamps: [500, 9] });
      const again = talk.wait(64).client('PA', SMALL, { seq: 1, ipId: 777, timestamps: [500, 9] });
      talk.wait(1).server('A', '', { timestamps: [10, 500] });
      return [first, again];
    },
    but: 'sent again 64 ms later with a newer timestamp and, as some senders do, the same identification',
    makeNearly: (talk) => {
      talk.open(1, {}, { timestamps: [1, 1] });
      talk.wait(1).client('PA', SMALL, { ipId: 777, timestamps: [500, 9] });
      talk.wait(64).client('PA', SMALL, { seq: 1, ipId: 777, timestamps: [564, 9] });
      talk.wait(1).server('A', '', { timestamps: [10, 564] });
    },
  },
  {
    code: 'capture-duplicate',
    when: 'a RST captured twice, one hop further the second time',
    make: (talk) => {
      talk.open();
      const first = talk.wait(1).server('RA', '', { ipId: 4242 });
      return [first, talk.wait(0.02).server('RA', '', { ipId: 4242, timeToLive: 63 })];
    },
    but: 'two RSTs',
    makeNearly: (talk) => {
      talk.open().wait(1).server('RA', '', { ipId: 4242 });
      talk.wait(0.02).server('RA', '', { ipId: 4243 });
    },
  },
  {
    code: 'capture-duplicate',
    when: 'four sightings of one packet, both ways of the bridge twice, in any order',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('PA', SMALL, { ipId: 777 })];
      for (const timeToLive of [63, 63, 64]) {
        frames.push(talk.wait(0.02).client('PA', SMALL, { seq: 1, ipId: 777, timeToLive }));
      }
      talk.wait(1).server('A');
      return frames;
    },
    but: 'the same identification on another acknowledgment',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL, { ipId: 777 });
      talk.wait(0.02).client('PA', SMALL, { seq: 1, ack: 2, ipId: 777 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'one-direction-captured',
    when: 'one side speaks and acknowledges, the other is unseen',
    make: (talk) => {
      const first = talk.client('A', '', { seq: 1, ack: 1 });
      talk.wait(1).client('A', '', { seq: 1, ack: 1000 });
      talk.wait(1).client('A', '', { seq: 1, ack: 2000 });
      return [first];
    },
    but: 'the other side answers once',
    makeNearly: (talk) => {
      talk.client('A', '', { seq: 1, ack: 1 });
      talk.wait(1).server('PA', SMALL, { seq: 1, ack: 1 });
      talk.wait(1).client('A', '', { seq: 1, ack: 21 });
    },
  },
  {
    code: 'one-direction-captured',
    when: 'SYN, then ACK and data without a SYN+ACK',
    make: (talk) => {
      const first = talk.client('S');
      talk.wait(50).client('A', '', { ack: 1 });
      talk.client('PA', SMALL, { ack: 1 });
      return [first];
    },
    but: 'the same data again and again, which nobody answers',
    makeNearly: (talk) => {
      talk.client('PA', SMALL, { seq: 1, ack: 1 });
      for (const ms of [2000, 4000]) talk.wait(ms).client('PA', SMALL, { seq: 1, ack: 1 });
    },
  },
  {
    code: 'one-direction-captured',
    when: 'SYN+ACK and data, no SYN',
    make: (talk) => {
      const first = talk.server('SA', '', { ack: 1 });
      talk.wait(50).server('PA', SMALL, { ack: 1 });
      talk.server('FA', '', { ack: 1 });
      return [first];
    },
    but: 'three SYN+ACKs',
    makeNearly: (talk) => {
      for (const ms of [0, 1000, 2000]) talk.wait(ms).server('SA', '', { seq: 0, ack: 1 });
    },
  },
  {
    code: 'follow-stream-swapped',
    when: 'no handshake, the server speaks first',
    make: (talk) => [talk.server('PA', SMALL, { seq: 10, ack: 20 })],
    but: 'no handshake, the client speaks first',
    makeNearly: (talk) => void talk.client('PA', SMALL, { seq: 20, ack: 10 }),
  },
  {
    code: 'segments-over-mss',
    when: 'payload beyond the MSS',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('PA', 'z'.repeat(4000))];
    },
    but: 'payload of exactly the MSS',
    makeNearly: (talk) => void talk.open().wait(1).client('PA', FULL),
  },
  {
    code: 'segments-over-mss',
    when: 'more payload than any frame carries, no SYN in the capture',
    make: (talk) => [talk.client('PA', 'z'.repeat(20_000), { seq: 100, ack: 200 })],
    but: 'as much payload as a jumbo frame carries, no SYN in the capture',
    makeNearly: (talk) => void talk.client('PA', 'z'.repeat(8960), { seq: 100, ack: 200 }),
  },
  {
    code: 'partial-checksums',
    when: 'the checksum is the pseudo-header’s sum',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('PA', SMALL, { checksum: 'pseudo' })];
    },
    but: 'the checksum is merely wrong',
    makeNearly: (talk) => void talk.open().wait(1).client('PA', SMALL, { checksum: 0x1234 }),
  },
  {
    code: 'super-segment-acks',
    when: 'an ACK falls into a segment over the MSS',
    make: (talk) => {
      talk.open();
      const large = talk.wait(1).client('PA', 'z'.repeat(4380));
      const middle = talk.wait(1).server('A', '', { ack: 2921 });
      talk.wait(0.1).server('A');
      return [large, middle];
    },
    but: 'the ACK covers all of it',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', 'z'.repeat(4380));
      talk.wait(1).server('A');
    },
  },
  {
    code: 'lost-after-capture-point',
    when: 'unacknowledged data is sent again after a timeout',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('PA', SMALL), talk.wait(300).client('PA', SMALL, { seq: 1 })];
      talk.wait(1).server('A');
      return frames;
    },
    but: 'it was not lost: the ACK echoes the first copy’s timestamp',
    makeNearly: (talk) => needlessByTimestamp(talk, 100),
  },
  {
    code: 'lost-after-capture-point',
    when: 'one loss, and later the other side falls silent: the waits of the silence are not the loss’s',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('PA', SMALL), talk.wait(300).client('PA', SMALL, { seq: 1 })];
      talk.wait(1).server('A');
      talk.wait(1).client('PA', SMALL);
      for (const ms of [400, 800, 1600]) talk.wait(ms).client('PA', SMALL, { seq: 21 });
      return frames;
    },
    but: 'the other side only falls silent',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      for (const ms of [400, 800, 1600]) talk.wait(ms).client('PA', SMALL, { seq: 1 });
    },
  },
  {
    code: 'lost-before-capture-point',
    when: 'a hole is filled by a segment sent after those behind it',
    make: (talk) => {
      talk.open();
      const overtaker = talk.wait(1).server('PA', SMALL, { seq: 21, ipId: 6001 });
      talk.wait(0.1).client('A', '', { ack: 1 });
      const filler = talk.wait(250).server('PA', SMALL, { seq: 1, ipId: 6002 });
      talk.wait(0.1).client('A', '', { ack: 41 });
      return [overtaker, filler];
    },
    but: 'the filler was sent before what overtook it',
    makeNearly: (talk) => void lateCopy(talk, 6000),
  },
  {
    code: 'late-first-copy',
    when: 'the filler of a hole was sent before what overtook it, and came late',
    make: (talk) => lateCopy(talk, 6000),
    but: 'the filler was sent afterwards',
    makeNearly: (talk) => void lateCopy(talk, 6002),
  },
  {
    code: 'spurious-retransmission',
    when: 'a duplicate SACK names what came twice',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      const again = talk.wait(300).client('PA', SMALL, { seq: 1 });
      talk.wait(0.5).server('A', '', { ack: 21 });
      return [again, talk.wait(0.5).server('A', '', { ack: 21, sack: [[1, 21]] })];
    },
    but: 'a SACK names what lies beyond a hole',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.client('PA', SMALL);
      talk.wait(1).server('A', '', { ack: 1, sack: [[21, 41]] });
      talk.wait(300).client('PA', SMALL, { seq: 1 });
      talk.wait(1).server('A', '', { ack: 41 });
    },
  },
  {
    code: 'spurious-retransmission',
    when: 'the ACK echoes the first copy’s timestamp',
    make: (talk) => {
      needlessByTimestamp(talk, 100);
      return [5, 6];
    },
    but: 'the ACK echoes the retransmission’s timestamp',
    makeNearly: (talk) => needlessByTimestamp(talk, 400),
  },
  {
    code: 'inconsistent-retransmission',
    when: 'the same number with other bytes',
    make: (talk) => {
      talk.open();
      const frames = [
        talk.wait(1).client('PA', 'GET /good HTTP/1.0'),
        talk.wait(5).client('PA', 'GET /evil HTTP/1.0', { seq: 1 }),
      ];
      talk.wait(1).server('A');
      return frames;
    },
    but: 'the same number with more of the same bytes',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', 'GET /good HTTP/1.0');
      talk.wait(300).client('PA', 'GET /good HTTP/1.0\r\nHost: x', { seq: 1 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'inconsistent-retransmission',
    when: 'a full segment again with one byte in its middle changed: only the checksum covers it',
    make: (talk) => {
      talk.open();
      const frames = [
        talk.wait(1).client('A', FULL),
        talk.wait(300).client('A', `${FULL.slice(0, 777)}!${FULL.slice(778)}`, { seq: 1 }),
      ];
      talk.wait(1).server('A');
      return frames;
    },
    but: 'a keep-alive whose byte is another',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).server('A');
      talk.wait(30_000).client('A', '\0', { seq: 20 });
      talk.wait(1).server('A', '', { ack: 21 });
    },
  },
  {
    code: 'inconsistent-retransmission',
    when: 'a full segment again with another end, both checksums left to the card',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('A', FULL, { checksum: 'pseudo' })];
      frames.push(talk.wait(300).client('A', `${FULL.slice(0, -1)}!`, { seq: 1, checksum: 'pseudo' }));
      talk.wait(1).server('A');
      return frames;
    },
    but: 'the same bytes with other timestamps, first with the checksum left to the card',
    makeNearly: (talk) => {
      talk
        .open()
        .wait(1)
        .client('A', FULL, { checksum: 'pseudo', timestamps: [1, 2] });
      talk.wait(300).client('A', FULL, { seq: 1, timestamps: [301, 2] });
      talk.wait(300).client('A', FULL, { seq: 1, ack: 1, window: 777, timestamps: [601, 2] });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'peer-went-silent',
    when: 'data is sent four times, nothing comes back',
    make: (talk) => {
      talk.open();
      const frames = [talk.wait(1).client('PA', SMALL)];
      for (const ms of [300, 600, 1200]) frames.push(talk.wait(ms).client('PA', SMALL, { seq: 1 }));
      return frames;
    },
    but: 'the last copy is answered',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      for (const ms of [300, 600, 1200]) talk.wait(ms).client('PA', SMALL, { seq: 1 });
      talk.wait(1).server('A');
    },
  },
  {
    code: 'delayed-ack',
    when: 'a pure ACK of all data 40 ms later',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      return [talk.wait(40).server('A')];
    },
    but: 'the handshake took as long',
    makeNearly: (talk) => {
      talk.open(40).wait(1).client('PA', SMALL);
      talk.wait(41).server('A');
    },
  },
  {
    code: 'delayed-ack',
    when: 'an ACK 100 ms later than a path of 140 ms takes',
    make: (talk) => {
      talk.open(140).wait(1).client('PA', SMALL);
      return [talk.wait(240).server('A')];
    },
    but: 'an ACK 40 ms later than a path of 140 ms takes: paths that long vary as much',
    makeNearly: (talk) => {
      talk.open(140).wait(1).client('PA', SMALL);
      talk.wait(180).server('A');
    },
  },
  {
    code: 'delayed-ack',
    when: 'no handshake in the capture, one ACK within 1 ms, the next 40 ms after the data',
    make: (talk) => {
      talk.client('PA', SMALL, { seq: 100, ack: 200 });
      talk.wait(1).server('A', '', { seq: 200, ack: 120 });
      talk.wait(1).client('PA', SMALL);
      return [talk.wait(40).server('A', '', { ack: 140 })];
    },
    but: 'no handshake in the capture: how far away the other side is was never seen',
    makeNearly: (talk) => {
      talk.client('PA', SMALL, { seq: 100, ack: 200 });
      talk.wait(60).server('A', '', { seq: 200, ack: 120 });
    },
  },
  {
    code: 'nagle-held-data',
    when: 'small data leaves as the delayed ACK comes',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      const ack = talk.wait(40).server('A');
      return [ack, talk.wait(0.05).client('PA', SMALL)];
    },
    but: 'the next data leaves 15 ms after the delayed ACK',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(40).server('A');
      talk.wait(15).client('PA', SMALL);
    },
  },
  {
    code: 'nagle-held-data',
    when: 'the second of two small writes waits for the delayed ACK',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      const ack = talk.wait(40).server('A');
      const held = talk.wait(0.05).client('PA', SMALL);
      talk.wait(1).server('PA', SMALL);
      return [ack, held];
    },
    but: 'as the delayed ACK comes, the same data is sent again',
    makeNearly: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(40).server('A');
      talk.wait(0.05).client('PA', SMALL, { seq: 1 });
    },
  },
  {
    code: 'zero-window-stall',
    when: 'window 0, half a second later open again',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      return [talk.wait(1).server('A', '', { window: 0 }), talk.wait(500).server('A', '', { window: 5000 })];
    },
    but: 'a RST has window 0, as they do',
    makeNearly: (talk) => void talk.open().wait(1).client('RA', '', { window: 0 }),
  },
  {
    code: 'zero-window-stall',
    when: 'window 0 in the last segment of the capture',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      return [talk.wait(1).server('A', '', { window: 0 })];
    },
    but: 'window 0 after the FIN, behind which nothing can come',
    makeNearly: (talk) => {
      talk.open().closeInFour();
      talk.wait(10).server('A', '', { seq: 2, window: 0 });
    },
  },
  {
    code: 'keep-alive',
    when: 'an empty segment one below the next number',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).server('A');
      const probe = talk.wait(30_000).client('A', '', { seq: 20 });
      talk.wait(1).server('A');
      return [probe];
    },
    but: 'an ordinary ACK',
    makeNearly: (talk) => {
      talk.open().wait(1).server('PA', SMALL);
      talk.wait(1).client('A');
    },
  },
  {
    code: 'keep-alive',
    when: 'the capture begins with the probe: the answer acknowledges one more than it',
    make: (talk) => {
      const probe = talk.client('A', '', { seq: 99, ack: 50 });
      talk.wait(1).server('A', '', { seq: 50, ack: 100 });
      return [probe];
    },
    but: 'the capture begins with an ACK, the answer acknowledges no more than it',
    makeNearly: (talk) => {
      talk.client('A', '', { seq: 100, ack: 50 });
      talk.wait(1).server('PA', SMALL, { seq: 50, ack: 100 });
    },
  },
  {
    code: 'keep-alive',
    when: 'the same probe once more, half a minute later',
    make: (talk) => {
      talk.open().wait(1).client('PA', SMALL);
      talk.wait(1).server('A');
      return [0, 1].map(() => {
        const probe = talk.wait(30_000).client('A', '', { seq: 20 });
        talk.wait(1).server('A');
        return probe;
      });
    },
    but: 'an ACK captured once more behind the FIN that followed it',
    makeNearly: (talk) => {
      talk.open().wait(1).client('A', '', { ipId: 0xa34a });
      talk.wait(0.1).client('FA');
      talk.wait(0.1).client('A', '', { seq: 1, ipId: 0xa34a, timeToLive: 63 });
      talk.wait(1).server('FA');
      talk.wait(1).client('A');
    },
  },
  {
    code: 'syn-ack-differs',
    when: 'a SYN+ACK, then another one with another number, for the same SYN',
    make: (talk) => {
      const frames = [talk.client('S'), talk.wait(1).server('SA')];
      talk.wait(0.1).client('A', '', { ack: 1 });
      frames.push(talk.wait(1).server('SA', '', { seq: 5000, ack: 1 }));
      talk.wait(0.1).client('A', '', { seq: 1, ack: 1 });
      return frames;
    },
    but: 'the second SYN+ACK is for another SYN, which the capture lacks',
    makeNearly: (talk) => {
      talk.open();
      talk.wait(1).server('SA', '', { seq: 5000, ack: 9001 });
    },
  },
  {
    code: 'reset-old-connection',
    when: 'the SYN is answered by an ACK of something else, and that by RST',
    make: (talk) => {
      talk.client('S');
      const frames = [talk.wait(1).server('A', '', { seq: 777, ack: 4321 })];
      frames.push(talk.wait(0.1).client('R', '', { seq: 4321 }));
      return frames;
    },
    but: 'the SYN is answered by SYN+ACK, and that by RST',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('SA');
      talk.wait(0.1).client('R', '', { seq: 1 });
    },
  },
  {
    code: 'impossible-flags',
    when: 'the first segment has FIN, PSH and URG',
    make: (talk) => [talk.client('FPU')],
    but: 'the first segment has FIN and ACK',
    makeNearly: (talk) => void talk.client('FA'),
  },
  {
    code: 'window-probe',
    when: 'the window is closed, and the sender repeats the number before the next',
    make: (talk) => {
      talk.open();
      talk.wait(1).client('PA', SMALL);
      talk.wait(0.1).server('A', '', { window: 0 });
      const frames = [talk.wait(200).client('A', '', { seq: 20 })];
      talk.wait(0.1).server('A', '', { window: 0 });
      frames.push(talk.wait(400).client('A', '', { seq: 20 }));
      talk.wait(0.1).server('A', '', { window: 500 });
      return frames;
    },
    but: 'the window is open',
    makeNearly: (talk) => {
      talk.open();
      talk.wait(1).client('PA', SMALL);
      talk.wait(0.1).server('A', '', { window: 500 });
      talk.wait(200).client('A', '', { seq: 20 });
    },
  },
  {
    code: 'urgent-data',
    when: 'a segment has URG',
    make: (talk) => {
      talk.open();
      return [talk.wait(1).client('PAU', 'x')];
    },
    but: 'URG without ACK, with SYN, with RST',
    makeNearly: (talk) => {
      talk.client('FPU');
      talk.server('SAU');
      talk.client('RAU');
    },
  },
  {
    code: 'syn-with-data',
    when: 'the SYN carries data, and the SYN+ACK acknowledges it',
    make: (talk) => [talk.client('S', SMALL), talk.wait(1).server('SA', '', { ack: 21 })],
    but: 'the third segment of the handshake carries data',
    makeNearly: (talk) => {
      talk.client('S');
      talk.wait(1).server('SA');
      talk.wait(0.1).client('PA', SMALL);
    },
  },
  {
    code: 'ack-of-unsent',
    when: 'the third segment of the handshake acknowledges more than the window that it offers',
    make: (talk) => {
      talk.client('S', '', { window: 1000 });
      talk.wait(1).server('SA', '', { window: 1000 });
      return [talk.wait(1).client('A', '', { ack: 1002, window: 1000 })];
    },
    but: 'it acknowledges as much as the window',
    makeNearly: (talk) => {
      talk.client('S', '', { window: 1000 });
      talk.wait(1).server('SA', '', { window: 1000 });
      talk.wait(1).client('A', '', { ack: 1001, window: 1000 });
    },
  },
  {
    code: 'port-scan',
    when: 'ten ports of a host are tried, all but one closed',
    make: (talk) => {
      const frames = [talk.client('S')];
      talk.wait(1).server('SA');
      talk.wait(0.1).client('R');
      for (let port = 101; port < 110; port++) frames.push(refused(talk, port));
      return frames;
    },
    but: 'nine ports of a host are tried',
    makeNearly: (talk) => {
      for (let port = 101; port < 110; port++) refused(talk, port);
    },
  },
  {
    code: 'syn-flood',
    when: '200 SYNs to one port in two seconds, no handshake is finished',
    make: (talk) => Array.from({ length: 200 }, (_, i) => attempt(talk, i)),
    but: '199 of them',
    makeNearly: (talk) => {
      for (let i = 0; i < 199; i++) attempt(talk, i);
    },
  },
];

/** A SYN that is answered by RST; returns its frame. */
function refused(talk: Talk, serverPort: number): number {
  const probe = new Talk(talk.capture, { serverPort }, serverPort);
  const frame = probe.client('S');
  probe.wait(1).server('RA', '', { seq: 0 });
  return frame;
}

/** A SYN from a forged address; every second one is answered by a SYN+ACK, which nobody takes up. */
function attempt(talk: Talk, nth: number): number {
  const forged = new Talk(talk.capture, { client: `10.1.0.${nth}`, clientPort: 2000 + nth }, nth * 10);
  const frame = forged.client('S');
  if (nth % 2 === 0) forged.wait(0.1).server('SA');
  return frame;
}

function simultaneousOpen(talk: Talk): number[] {
  const frames = [talk.client('S', '', { mss: 1460 }), talk.wait(0.1).server('S', '', { mss: 1460 })];
  frames.push(talk.wait(1).client('SA', '', { seq: 0, ack: 1 }), talk.wait(0.1).server('SA', '', { seq: 0, ack: 1 }));
  return frames;
}

function threeSegments(talk: Talk): void {
  talk.open().wait(1).client('FA');
  talk.wait(1).server('FA');
  talk.wait(0.1).client('A');
}

/** A first copy that arrives long after what overtook it; `ipId` says when it left, 6001 being the overtaker. */
function lateCopy(talk: Talk, ipId: number): number[] {
  talk.open();
  const overtaker = talk.wait(1).server('PA', SMALL, { seq: 21, ipId: 6001 });
  talk.wait(0.1).client('A', '', { ack: 1 });
  const late = talk.wait(20).server('PA', SMALL, { seq: 1, ipId });
  talk.wait(0.1).client('A', '', { ack: 41 });
  return [overtaker, late];
}

function needlessByTimestamp(talk: Talk, echo: number): void {
  talk.open(1, {}, { timestamps: [99, 99] });
  talk.wait(1).client('PA', SMALL, { timestamps: [100, 50] });
  talk.wait(300).client('PA', SMALL, { seq: 1, timestamps: [400, 50] });
  talk.wait(1).server('A', '', { timestamps: [60, echo] });
}

export function packetsOf(make: (talk: Talk) => unknown): Uint8Array {
  const capture = new TestCapture();
  make(new Talk(capture));
  return capture.pcap();
}
