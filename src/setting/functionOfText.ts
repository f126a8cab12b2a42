/** The function that a text stands for, see `functionText`: it sees nothing but what JavaScript itself has. */
export const functionOfText = (text: string): ((...given: never[]) => unknown) =>
  (0, eval)(`'use strict';(${text}\n)`) as (...given: never[]) => unknown;
