import { compile } from 'watr';
import { lossText } from '../expressions/lossModule.js';
import { ruleText } from '../expressions/ruleModule.js';
import { gradientForm, isFused } from './jobLayout.js';
import type { KernelName } from './kernel.js';
import type { Code, JobCode } from './jobCode.js';
import type { CheckedSetting } from './setting.js';

/** Compiled modules that are kept for the next run. */
const MOST_KEPT = 64;
const modules = new Map<string, WebAssembly.Module>();

const moduleOf = (key: string, text: () => string): WebAssembly.Module => {
  const module = modules.get(key) ?? new WebAssembly.Module(compile(text()) as BufferSource);
  modules.delete(key);
  modules.set(key, module);
  if (modules.size > MOST_KEPT) modules.delete(modules.keys().next().value!);
  return module;
};

const codeFor = <Source>(
  kernel: KernelName,
  source: Source,
  form: object,
  text: () => string,
): Code<Source> => {
  const key = JSON.stringify([source, form]);
  return { key, source, ...(kernel === 'simd' ? { module: moduleOf(key, text) } : {}) };
};

/** The code of a setting's rule and loss for a kernel. */
export function jobCode(setting: CheckedSetting, kernel: KernelName): JobCode {
  const { network, rule, loss } = setting;
  const form = gradientForm(setting);
  const ownLoop = network !== undefined || isFused(setting);
  return {
    ...(ownLoop ? {} : { rule: codeFor(kernel, rule.source, form, () => ruleText(rule.source, form)) }),
    ...(loss.name === 'squares'
      ? {}
      : { loss: codeFor(kernel, loss.source, {}, () => lossText(loss.source)) }),
  };
}
