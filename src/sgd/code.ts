import { compile } from 'watr';
import type { RuleSource } from '../expressions/ruleMemory.js';
import { ruleText } from '../expressions/ruleModule.js';
import type { GradientForm } from '../expressions/stepCode.js';
import { gradientForm } from './jobLayout.js';
import type { KernelName } from './kernel.js';
import type { RuleCode } from './ruleCode.js';
import type { CheckedSetting } from './setting.js';

/** Compiled rules that are kept for the next run. */
const MOST_KEPT = 64;
const modules = new Map<string, WebAssembly.Module>();

const moduleOf = (key: string, source: RuleSource, form: GradientForm): WebAssembly.Module => {
  const module = modules.get(key) ?? new WebAssembly.Module(compile(ruleText(source, form)) as BufferSource);
  modules.delete(key);
  modules.set(key, module);
  if (modules.size > MOST_KEPT) modules.delete(modules.keys().next().value!);
  return module;
};

/** The code of a setting's rule for a kernel. */
export function ruleCode(setting: CheckedSetting, kernel: KernelName): RuleCode {
  const { source } = setting.rule;
  const form = gradientForm(setting);
  const key = JSON.stringify([source, form]);
  return { key, source, ...(kernel === 'simd' ? { module: moduleOf(key, source, form) } : {}) };
}
