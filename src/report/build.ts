/** Analysis, manifest and packets in; the report's model out. Pure: the same input gives the same model. */
import { hasBegun } from './manifest.ts';
import type { ReportModel, Section } from './model.ts';
import { answersSection } from './sections/answers.ts';
import { appendixSection } from './sections/appendix.ts';
import { closingSection } from './sections/closing.ts';
import { rulesSection } from './sections/command-rules.ts';
import { completeness } from './sections/completeness.ts';
import { type BuildContext, type BuildInput, contextOf, section } from './sections/context.ts';
import { credentialsSection, dialogueSection } from './sections/conversation.ts';
import { curvesSection } from './sections/curves.ts';
import { filesSection } from './sections/files.ts';
import { findingJumps, findingsSection } from './sections/findings.ts';
import { aimSection, documentTitle, environmentSection, titlePage } from './sections/front.ts';
import { gallerySection } from './sections/gallery.ts';
import { mailSection } from './sections/mail.ts';
import { openingSection } from './sections/opening.ts';
import { procedureSection, stepJumps } from './sections/procedure.ts';
import { puzzleSection } from './sections/puzzle.ts';
import { thoughtsSection, verifySection } from './sections/verify.ts';

export type { BuildInput } from './sections/context.ts';

export function buildReport(input: BuildInput): ReportModel {
  const context = contextOf(input);
  return {
    version: 1,
    language: input.language,
    ...documentTitle(context),
    titlePage: titlePage(context),
    completeness: completeness(context),
    sections: numbered(sectionsOf(context), ''),
    jumps: [...stepJumps(context), ...findingJumps(context)],
  };
}

function sectionsOf(context: BuildContext): Section[] {
  const plan = [aimSection(context), environmentSection(context), procedureSection(context)];
  // Of a lab that never began nothing can be known: every answer from its empty capture would be a claim.
  const isEmpty = context.manifest !== null && !hasBegun(context.manifest.steps);
  return present(isEmpty ? [...plan, appendixSection(context)] : [...plan, ...toldByPackets(context)]);
}

function toldByPackets(context: BuildContext): (Section | null)[] {
  return [
    resultsSection(context),
    section(
      'analysis',
      context.say('Analysis', '实验分析'),
      [],
      present([curvesSection(context), findingsSection(context)]),
    ),
    answersSection(context),
    verifySection(context),
    thoughtsSection(context),
    appendixSection(context),
  ];
}

/** Null where there is nothing to report on: a capture without TCP. */
function resultsSection(context: BuildContext): Section | null {
  const parts = present([
    gallerySection(context),
    openingSection(context),
    dialogueSection(context),
    credentialsSection(context),
    filesSection(context),
    rulesSection(context),
    mailSection(context),
    closingSection(context),
    puzzleSection(context),
  ]);
  return parts.length === 0 ? null : section('results', context.say('Results', '实验结果'), [], parts);
}

function present<T>(list: readonly (T | null)[]): T[] {
  return list.filter((item): item is T => item !== null);
}

/** Sections with their numbers: 1, 1.1, 1.2, 2 … */
export function numbered(sections: readonly Section[], prefix: string): Section[] {
  return sections.map((part, i) => {
    const number = `${prefix}${i + 1}`;
    return { ...part, number, sections: numbered(part.sections, `${number}.`) };
  });
}
