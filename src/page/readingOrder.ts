/** The order in which the notebooks are read: the only place that knows it. */
const ORDER: readonly string[] = [
  '00-start-here',
  'fig1a',
  'convergence',
  'fig1b',
  'fig2',
  'svrg',
  'fig3',
  'fig4',
  'optimisers',
  'decentralised',
  'data-laws',
  'theory-exact',
  'theory-products',
  'theory-continuous',
  'theory-offline',
  'calibration',
  'your-network',
  'bring-your-own',
];

const place = ({ name }: { readonly name: string }): number => {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
};

/** What carries the names of notebooks, in reading order; those that are not of this project come last, by name. */
export const inReadingOrder = <T extends { readonly name: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : Number(a.name > b.name)));
