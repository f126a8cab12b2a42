import { expect, it } from 'vitest';
import { builtInLosses, lossFunction } from 'heavytail';

it('a loss of one’s own has the graph, parameters and formula of its derivative', () => {
  const squares = lossFunction({ derivative: (p, y) => p.sub(y) });
  expect(squares).toEqual({ graph: builtInLosses.squares.graph, parameters: {} });
  const own = lossFunction({ parameters: { w: 2 }, derivative: (p, y, { w }, { number }) => number(1).sub(p.mul(w)).add(y) }); // prettier-ignore
  expect(own.parameters).toEqual({ w: 2 });
  expect(own.with({ w: 3 }).parameters).toEqual({ w: 3 });
  expect(own.graph.nodes).toContainEqual({ op: 'scalar', name: 'w' });
  expect(own.graph.nodes).toContainEqual({ op: 'number', value: 1 });
  expect(Object.keys(own.graph.results)).toEqual(['derivative']);
});

it('a loss whose derivative is no function, or no number, is refused', () => {
  expect(() => lossFunction({ derivative: 3 as never })).toThrow(
    /^lossFunction: derivative must be a function/,
  );
  expect(() => lossFunction({ derivative: (p) => p.greater(0) as never })).toThrow(TypeError);
});
