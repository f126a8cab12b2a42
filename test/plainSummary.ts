import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const firstLine = (errors: readonly { readonly message: string }[]): string =>
  errors[0]?.message.split('\n')[0] ?? 'no message';

function describe(test: TestCase): string | undefined {
  const place = `${test.module.relativeModuleId} > ${test.fullName}`;
  const { state, errors } = test.result();
  if (state === 'failed') return `failed: ${place}: ${firstLine(errors)}`;
  // A test that needs a second try is not hidden: something in it hangs on the load of the machine.
  return test.diagnostic()?.flaky === true ? `passed at the second try: ${place}` : undefined;
}

/**
 * Closes the run with what failed, a line each, and one plain line of counts that any tool can read; adds them to the file
 * that HEAVYTAIL_TEST_SUMMARY names, if it names one.
 */
export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const lines: string[] = [];
    for (const module of modules) {
      const errors = module.errors();
      if (errors.length > 0) {
        count.failed++;
        lines.push(`failed: ${module.relativeModuleId}: ${firstLine(errors)}`);
      }
      for (const test of module.children.allTests()) {
        count[test.result().state]++;
        const line = describe(test);
        if (line !== undefined) lines.push(line);
      }
    }
    lines.push(`${count.passed} passed, ${count.failed} failed, ${count.skipped + count.pending} skipped`);
    console.log(`\n${lines.join('\n')}`);
    const file = process.env.HEAVYTAIL_TEST_SUMMARY;
    if (file !== undefined) appendFileSync(file, `${lines.join('\n')}\n`);
  }
}
