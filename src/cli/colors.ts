/** Colours of a terminal. */
import { styleText } from 'node:util';

const STYLES = ['bold', 'dim', 'red', 'green', 'yellow', 'blue', 'cyan'] as const;

export type Colors = Readonly<Record<(typeof STYLES)[number], (text: string) => string>>;

/** Where they are not enabled, every text stays as it is. */
export function createColors(enabled: boolean): Colors {
  const painted = STYLES.map((style) => {
    const paint = (text: string): string => styleText(style, text, { validateStream: false });
    return [style, enabled ? paint : String] as const;
  });
  return Object.fromEntries(painted) as Colors;
}
