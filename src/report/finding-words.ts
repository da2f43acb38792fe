/** Findings in words, from the analyzer's catalogue. */
export { describeFinding } from '../analyzer/findings/describe.ts';
