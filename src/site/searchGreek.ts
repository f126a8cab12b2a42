/** Greek letters in the search of the reference: lunr, which TypeDoc searches with, drops them, so they go by their names. */
import {
  type Application,
  type Comment,
  type CommentDisplayPart,
  IndexEvent,
  type Reflection,
} from 'typedoc';
import { searchedWords } from './browser/searchedWords.js';

const names: Readonly<Record<string, string>> = {
  ...{ α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', ϵ: 'epsilon', ζ: 'zeta', η: 'eta' },
  ...{ θ: 'theta', ι: 'iota', κ: 'kappa', λ: 'lambda', μ: 'mu', ν: 'nu', ξ: 'xi', ο: 'omicron', π: 'pi' },
  ...{ ρ: 'rho', σ: 'sigma', ς: 'sigma', τ: 'tau', υ: 'upsilon', φ: 'phi', ϕ: 'phi', χ: 'chi', ψ: 'psi' },
  ω: 'omega',
};

const textOf = (parts: readonly CommentDisplayPart[] = []): string => parts.map(({ text }) => text).join(' ');

const commentText = ({ summary, blockTags }: Comment): string =>
  [summary, ...blockTags.map(({ content }) => content)].map(textOf).join(' ');

/** All that is said of a function, or in a document. */
const saidIn = (reflection: Reflection): string => {
  const comments = [
    reflection.comment,
    ...(reflection.isDeclaration() ? (reflection.signatures ?? []).map(({ comment }) => comment) : []),
  ];
  const content = reflection.isDocument() ? textOf(reflection.content) : '';
  return [content, ...comments.map((comment) => (comment ? commentText(comment) : ''))].join(' ');
};

/** The names of the Greek letters in a text, each once. */
const greekIn = (text: string): string =>
  [...new Set(Array.from(text.toLowerCase(), (letter) => names[letter] ?? ''))].join(' ');

/** Puts letters like α into the index of the search by their names. Returns the script that makes them, and what lunr reads as operators, harmless in what a reader types. */
export function searchGreek(app: Application): string {
  app.renderer.on(IndexEvent.PREPARE_INDEX, ({ searchResults, searchFields, searchFieldWeights }) => {
    searchFieldWeights.greek = 1;
    for (const [i, reflection] of searchResults.entries())
      searchFields[i] = { ...searchFields[i], greek: greekIn(saidIn(reflection)) };
  });
  return `(${searchedWords.toString()})(${JSON.stringify(names)});`;
}
