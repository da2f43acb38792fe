/** The analyzer's fast path is compiled: tests run the sources, whichever were changed last. */
export { buildFastPath as setup } from '../../build-fast-path.mjs';
