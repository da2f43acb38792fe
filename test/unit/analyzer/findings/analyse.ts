import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import type { Analysis } from '../../../../src/analyzer/model.ts';

export async function analyse(capture: Uint8Array): Promise<Analysis> {
  const analyzer = createAnalyzer({ hashFile: false });
  analyzer.push(capture);
  return analyzer.finish();
}
