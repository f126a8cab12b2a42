import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

const firstLine = (errors: readonly { readonly message: string }[]): string =>
  errors[0]?.message.split('\n')[0] ?? 'no message';

/** Up to the part that says why, which holds for all tests below it. */
const skippedPart = (place: string): string => /^.*? \(skipped: .*?\)(?= > |$)/s.exec(place)?.[0] ?? place;

/**
 * Closes the run with what failed or was skipped, a line each, and one plain line of counts that any tool can read; adds them to the file
 * that HEAVYTAIL_TEST_SUMMARY names, if it names one.
 */
export default class PlainSummary implements Reporter {
  /** Whether only tests of a certain name were asked for, so that all the others are skipped. */
  private some = false;

  onInit({ config }: Vitest): void {
    this.some = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const lines = new Set<string>();
    for (const module of modules) {
      const errors = module.errors();
      if (errors.length > 0) {
        count.failed++;
        lines.add(`failed: ${module.relativeModuleId}: ${firstLine(errors)}`);
      }
      for (const test of module.children.allTests()) {
        count[test.result().state]++;
        const line = this.describe(test);
        if (line !== undefined) lines.add(line);
      }
    }
    const summary = [
      ...lines,
      `${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`,
    ].join('\n');
    console.log(`\n${summary}`);
    const file = process.env.HEAVYTAIL_TEST_SUMMARY;
    if (file !== undefined) appendFileSync(file, `${summary}\n`);
  }

  private describe(test: TestCase): string | undefined {
    const place = `${test.module.relativeModuleId} > ${test.fullName}`;
    const { state, errors } = test.result();
    if (state === 'failed') return `failed: ${place}: ${firstLine(errors)}`;
    if (state === 'skipped') return this.some ? undefined : `skipped: ${skippedPart(place)}`;
    // A test that needs a second try is not hidden: something in it hangs on the load of the machine.
    return test.diagnostic()?.flaky === true ? `passed at the second try: ${place}` : undefined;
  }
}
