import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const firstLine = (errors: readonly { readonly message: string }[]): string =>
  errors[0]?.message.split('\n')[0] ?? 'no message';

/** Up to the part that says why, which holds for all tests below it. */
const skippedPart = (place: string): string => /^.*? \(skipped: .*?\)(?= > |$)/s.exec(place)?.[0] ?? place;

function describe(test: TestCase): string | undefined {
  const place = `${test.module.relativeModuleId} > ${test.fullName}`;
  const { state, errors } = test.result();
  if (state === 'skipped') return `skipped: ${skippedPart(place)}`;
  if (state === 'failed') return `failed: ${place}: ${firstLine(errors)}`;
  // A test that needs a second try is not hidden: something in it hangs on the load of the machine.
  return test.diagnostic()?.flaky === true ? `passed at the second try: ${place}` : undefined;
}

/**
 * Closes the run with what failed or was skipped, a line each, and one plain line of counts that any tool can read; adds them to the file
 * that HEAVYTAIL_TEST_SUMMARY names, if it names one.
 */
export default class PlainSummary implements Reporter {
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
        const line = describe(test);
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
}
