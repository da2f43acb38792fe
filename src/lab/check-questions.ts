/** Do the paths and the templates of checks and questions fit the shape of an analysis? A slip would show as “there is none”. */
import { findSlotProblem } from './evaluate/answer.ts';
import { isComparison } from './evaluate/match.ts';
import type { LabFile } from './file.ts';
import { ANALYSIS, follow, isProblem, type Place } from './shape.ts';
import type { LabIssue } from './source.ts';
import { fillText, type TemplateProblem, type Values } from './template.ts';

type Path = readonly PropertyKey[];
type Selection = LabFile['questions'][number]['from'];

/** `values` fill the `$(…)` of templates first: they may stand inside `{{…}}`. */
export function findPathIssues(file: LabFile, values: Values): LabIssue[] {
  return [
    ...file.checks.flatMap((check, index) => findCheckIssues(check, ['checks', index])),
    ...file.questions.flatMap((question, index) => findQuestionIssues(question, ['questions', index], values)),
  ];
}

function findCheckIssues(check: LabFile['checks'][number], path: Path): LabIssue[] {
  const { place, issues } = placeOf(check, path);
  const { every, some } = check.expect;
  if (place === undefined) return issues;
  return [
    ...issues,
    ...findMatchIssues(every, place, [...path, 'expect', 'every']),
    ...findMatchIssues(some, place, [...path, 'expect', 'some']),
  ];
}

function findQuestionIssues(question: LabFile['questions'][number], path: Path, values: Values): LabIssue[] {
  const { place, issues } = placeOf(question.from, [...path, 'from']);
  const check = (text: string | undefined, start: Place | undefined, at: Path): LabIssue[] => {
    if (text === undefined) return [];
    const problem = findSlotProblem(String(fillText(text, values)), (term) =>
      start === undefined ? undefined : problemOf(start, term),
    );
    return problem === undefined ? [] : [{ path: [...path, ...at], ...problem }];
  };
  const selected: Place | undefined = place && { at: place.at, up: null, of: null, isSelection: true };
  return [
    ...issues,
    ...(['en', 'zh'] as const).flatMap((language) => [
      ...check(question.opening?.[language], selected, ['opening', language]),
      ...check(question.answer?.[language], place, ['answer', language]),
    ]),
    ...check(question.filter, place, ['filter']),
  ];
}

/** Where the selected things stand; undefined when that can't be said, for which there is an issue then. */
function placeOf(selection: Selection, path: Path): { place: Place | undefined; issues: LabIssue[] } {
  const selected = follow(ANALYSIS, selection.select);
  if (isProblem(selected)) return { place: undefined, issues: [{ path: [...path, 'select'], ...selected }] };
  const issues = findMatchIssues(selection.where, selected, [...path, 'where']);
  let place = selected;
  if (selection.follow) {
    const { to, by, from, where } = selection.follow;
    const target = follow(ANALYSIS, to);
    if (isProblem(target)) {
      return { place: undefined, issues: [...issues, { path: [...path, 'follow', 'to'], ...target }] };
    }
    issues.push(
      ...issueAt([...path, 'follow', 'from'], problemOf(selected, from)),
      ...issueAt([...path, 'follow', 'by'], problemOf(target, by)),
      ...findMatchIssues(where, target, [...path, 'follow', 'where']),
    );
    place = { ...target, of: selected };
  }
  for (const [index, evidence] of (selection.evidence ?? []).entries()) {
    issues.push(...issueAt([...path, 'evidence', index], problemOf(place, evidence)));
  }
  return { place, issues };
}

function findMatchIssues(match: unknown, place: Place, path: Path): LabIssue[] {
  if (typeof match !== 'object' || match === null || Array.isArray(match)) return [];
  return Object.entries(match).flatMap(([key, wanted]) => {
    const inner = follow(place, key);
    if (isProblem(inner)) return [{ path: [...path, key], ...inner, atKey: true }];
    if (isComparison(wanted)) return [];
    return findMatchIssues(wanted, { at: inner.at, up: null, of: null }, [...path, key]);
  });
}

function problemOf(start: Place, path: string): TemplateProblem | undefined {
  const result = follow(start, path);
  return isProblem(result) ? result : undefined;
}

function issueAt(path: Path, problem: TemplateProblem | undefined): LabIssue[] {
  return problem === undefined ? [] : [{ path, ...problem }];
}
