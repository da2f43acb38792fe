/** Chooses what to load for what was asked. */
import type { Language } from '../base/language.ts';
import { plainAnalyzeArguments } from './analyze/plain-arguments.ts';
import { ANALYZE, packageFacts, packageVersion } from './package.ts';
