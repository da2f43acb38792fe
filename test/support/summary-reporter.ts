import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Closes a run with every skipped test and its reason, and one line that counts. */
export default class SummaryReporter implements Reporter {
  readonly #tests: TestCase[] = [];
  #brokenModules = 0;

  onTestCaseResult(test: TestCase): void {
    this.#tests.push(test);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    this.#brokenModules = modules.filter((module) => module.errors().length > 0).length;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const by = (state: string): TestCase[] => tests.filter((test) => test.result().state === state);
    for (const test of by('skipped')) console.log(`skipped: ${test.fullName}${reasonOf(test)}`);
    const failed = by('failed').length + this.#brokenModules;
    console.log(`${by('passed').length} passed, ${failed} failed, ${by('skipped').length} skipped`);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return result.state === 'skipped' && result.note ? ` (${result.note})` : '';
}
