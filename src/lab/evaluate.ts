/** What a lab's checks and questions say about an analysis; docs/lab-file.md describes paths, matching and templates. */
export { type CheckRow, evaluateChecks } from './evaluate/checks.ts';
export { answerQuestions, type QuestionRow } from './evaluate/questions.ts';
