/**
 * Vitest reporter. The last line of the run is `N passed, N failed`, written when the process ends, after everybody else's
 * output. A spec that could not be loaded and an error outside any test count as failures; a run of no tests fails.
 */
export default class ClosingLine {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  onInit() {
    process.on('exit', (code) => this.#close(code));
  }

  onTestRunEnd(modules, unhandledErrors) {
    this.#counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) this.#counts[test.result().state] += 1;
      const failedByItself = module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed');
      if (failedByItself) this.#counts.failed += 1;
    }
  }

  #close(code) {
    const { passed, skipped } = this.#counts;
    const failed = this.#counts.failed || (code === 0 ? 0 : 1);
    if (passed + failed === 0) console.error('No test was run.');
    if (failed > 0 || passed === 0) process.exitCode ||= 1;
    console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  }
}
