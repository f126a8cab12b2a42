import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs the files that failed last first, then those that took least time: the first test that fails ends the run of a mutant. */
export class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number => {
      const path = relative(this.ctx.config.root, moduleId);
      const { duration, failed } = this.ctx.cache.getFileTestResults(`${project.name}:${path}`) ?? {
        ...{ duration: Infinity, failed: false },
      };
      return failed ? -1 / duration : duration;
    };
    return Promise.resolve([...files].sort((a, b) => rank(a) - rank(b) || 0));
  }
}
