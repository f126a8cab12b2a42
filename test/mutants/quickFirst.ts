import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs the files that took least time first: the first test that fails ends the run of a mutant. */
export class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const duration = ({ project, moduleId }: TestSpecification): number => {
      const path = relative(this.ctx.config.root, moduleId);
      return this.ctx.cache.getFileTestResults(`${project.name}:${path}`)?.duration ?? Infinity;
    };
    return Promise.resolve([...files].sort((a, b) => duration(a) - duration(b) || 0));
  }
}
