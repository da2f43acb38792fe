/** A lab of bare TCP connections is a gallery: one whole ladder a scene, with both sides' states at each step. */
import type { Connection } from '../../analyzer/model.ts';
import type { StepRecord } from '../manifest.ts';
import type { Section } from '../model.ts';
import { type BuildContext, filterBlock, paragraph, section } from './context.ts';
import { ladderFigure } from './ladders.ts';

const MAX_SCENES = 40;
const MAX_RUNGS = 28;

/** A run without any application dialogue, few enough connections to draw each. */
export function isGallery(context: BuildContext): boolean {
  const { manifest, analysis } = context;
  const { ftp, smtp, pop3 } = analysis.apps;
  const count = analysis.connections.length;
  return manifest !== null && count > 1 && count <= MAX_SCENES && ftp.length + smtp.length + pop3.length === 0;
}

export function gallerySection(context: BuildContext): Section | null {
  const { say, analysis } = context;
  if (!isGallery(context)) return null;
  return section(
    'gallery',
    say('The gallery', '场景图集'),
    [
      paragraph(
        say(
          'One ladder a scene. The states at both edges follow RFC 9293 §3.3.2; a dashed arrow is a segment that the analysis marked, such as a retransmission.',
          '每个场景一幅梯形图。两侧的状态依据 RFC 9293 §3.3.2；虚线箭头是分析中被标记的报文段，例如重传。',
        ),
      ),
    ],
    analysis.connections.map((connection) => scene(context, connection)),
  );
}

function scene(context: BuildContext, connection: Connection): Section {
  const { say } = context;
  const step = stepOf(context, connection);
  const title = step === null ? `tcp.stream ${connection.id}` : context.pick(step.title);
  return section(`scene-${connection.id}`, title, [
    ...(step?.text ? [paragraph(context.pick(step.text))] : []),
    ladderFigure(context, connection, {
      id: `scene-${connection.id}`,
      title: `${title} · tcp.stream ${connection.id}`,
      start: 0,
      count: MAX_RUNGS,
      withSayings: false,
    }),
    filterBlock(`tcp.stream == ${connection.id}`, say('this scene', '这个场景')),
  ]);
}

/** The step in whose time the connection began. */
function stepOf(context: BuildContext, connection: Connection): StepRecord | null {
  const { first } = connection.frames;
  const found = context.manifest?.steps.find(
    ({ frames }) => frames !== null && frames.first <= first && first <= frames.last,
  );
  return found ?? null;
}
