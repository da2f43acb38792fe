import { describe, expect, it } from 'vitest';
import { MAX_FRAMES } from '../../../../src/analyzer/findings/evidence.ts';
import { MAX_HOLES } from '../../../../src/analyzer/findings/payload.ts';
import { RECENT_SEGMENTS } from '../../../../src/analyzer/findings/recent-segments.ts';
import { Talk } from '../../../support/packet-builder.ts';
import { analyse } from './analyse.ts';

describe('what repeats without end', () => {
  it('more frames than a finding lists: the rest are counted, the filter shows those listed', async () => {
    const talk = new Talk().open();
    const keepAlives = MAX_FRAMES + 500;
    talk.wait(1).client('PA', 'x');
    for (let i = 0; i < keepAlives; i++) talk.wait(1).client('A', '', { seq: 1 });
    const { findings } = await analyse(talk.capture.pcap());
    const found = findings.find(({ code }) => code === 'keep-alive')!;
    expect(found.frames).toHaveLength(MAX_FRAMES);
    expect(found.params).toMatchObject({ probes: keepAlives, more: 500 });
    expect(found.filter).toBe(`frame.number in {5..${4 + MAX_FRAMES}}`);
  });

  it('the original lies further back than the ring reaches: nothing is claimed of its bytes', async () => {
    const talk = new Talk().open();
    talk.wait(1).client('PA', 'first version');
    for (let i = 0; i < RECENT_SEGMENTS; i++) talk.wait(0.01).server('PA', 'x');
    talk.wait(300).client('PA', 'other version', { seq: 1 });
    const { findings } = await analyse(talk.capture.pcap());
    expect(findings.filter(({ code }) => code === 'inconsistent-retransmission')).toEqual([]);
  });

  it('more holes than are followed at once: filled ones make room, and what was acknowledged unseen is still a gap', async () => {
    const talk = new Talk().open();
    for (let i = 0; i < MAX_HOLES * 2; i++) {
      const seq = 1 + i * 20;
      talk.wait(1).client('PA', 'b'.repeat(10), { seq: seq + 10 });
      talk.wait(300).client('PA', 'a'.repeat(10), { seq });
      talk.wait(1).server('A', '', { ack: seq + 20 });
    }
    talk.unseen('client', 100).wait(1);
    const after = talk.client('PA', 'c'.repeat(10));
    talk.wait(1).server('A');
    const { findings } = await analyse(talk.capture.pcap());
    const gap = findings.find(({ code }) => code === 'capture-gap')!;
    expect(gap.frames).toContain(after);
    expect(gap.params.missingBytes).toBe(100);
  });
});
