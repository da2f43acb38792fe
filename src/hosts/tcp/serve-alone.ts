import { serveForParent } from '../own-process.ts';
import { type ServeOptions, serve } from './peer.ts';

/** A scripted server as the whole work of this process. */
export async function serveAlone(options: ServeOptions): Promise<void> {
  const parent = serveForParent();
  const { done } = await serve(options, (line) => parent.tell(line));
  parent.listening(options.port);
  await done;
}
