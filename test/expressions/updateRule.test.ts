import { afterAll, describe, expect, it } from 'vitest';
import {
  builtInRules,
  createGenerator,
  createSimulator,
  generateRegression,
  lossFunction,
  stableCdf,
  updateRule,
  type OwnRule,
  type PlainRule,
  type ScalarExpression,
  type SgdSetting,
  type StepExtras,
  type VectorExpression,
} from 'heavytail';

const pool = createSimulator({ workers: 2 });
const plain = createSimulator({ workers: 1, kernel: 'plain' });
afterAll(() => Promise.all([pool.close(), plain.close()]));

const settingOf = (dimension: number, batchSize: number): SgdSetting => ({
  data: generateRegression({ rows: 20, dimension, seed: dimension }),
  ...{ batchSize, stepSize: 0.05, iterations: 15, repeats: 3, seed: 7 },
});

const heavyBall = updateRule({
  parameters: { decay: 0.9 },
  memory: ['m'],
  step: ({ x, g, m }, { eta, decay }) => {
    const m1 = m.mul(decay).add(g);
    return { x: x.sub(m1.mul(eta)), m: m1 };
  },
});

const adam = updateRule({
  parameters: { b1: 0.9, b2: 0.999, small: 1e-8 },
  memory: { v: 'vector', m: 'vector', c: 'scalar', d: 'scalar' },
  step: ({ x, g, m, v, c, d }, { eta, b1, b2, small }, { number }) => {
    const c1 = number(1).sub(b1.mul(number(1).sub(c)));
    const d1 = number(1).sub(b2.mul(number(1).sub(d)));
    const m1 = b1.mul(m).add(number(1).sub(b1).mul(g));
    const v1 = b2.mul(v).add(number(1).sub(b2).mul(g.mul(g)));
    const root = d1.sqrt();
    const x1 = x.sub(
      eta
        .div(c1)
        .mul(root)
        .mul(m1)
        .div(v1.sqrt().add(small.mul(root))),
    );
    return { x: x1, m: m1, v: v1, c: c1, d: d1 };
  },
});

describe('an own rule', () => {
  it('equal to a built-in one has its bits', async () => {
    const pairs = [
      [heavyBall, { name: 'heavyBall' }],
      [heavyBall.with({ decay: 0.5 }), { name: 'heavyBall', momentum: 0.5 }],
      [adam, { name: 'adam' }],
      [updateRule({ step: ({ x, g }, { eta }) => ({ x: x.sub(g.mul(eta)) }) }), { name: 'sgd' }],
      [builtInRules.clipNorm.with({ threshold: 2 }), { name: 'clipNorm', threshold: 2 }],
    ] as const;
    for (const [own, named] of pairs)
      for (const d of [4, 7])
        for (const b of [1, 3, 6]) {
          const [a, c] = await Promise.all([
            pool.run({ ...settingOf(d, b), rule: own }),
            pool.run({ ...settingOf(d, b), rule: named }),
          ]);
          expect(a).toEqual(c);
        }
  });

  it('is plain JSON, the same after a journey through text', async () => {
    const rule = heavyBall.with({ decay: 0.7 });
    const text = JSON.stringify(rule);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['graph', 'memory', 'parameters']);
    expect(structuredClone({ ...rule })).toEqual(JSON.parse(text));
    const there = JSON.parse(text) as PlainRule;
    const [a, b] = await Promise.all(
      [rule, there].map((each) => pool.run({ ...settingOf(5, 2), rule: each })),
    );
    expect(a).toEqual(b);
  });

  it('has one graph, however its sums and products are written', () => {
    const other = updateRule({
      parameters: { decay: 0.9 },
      memory: ['m'],
      step: ({ x, g, m }, { eta, decay }) => ({
        m: g.add(decay.mul(m)),
        x: x.sub(eta.mul(g.add(decay.mul(m)))),
      }),
    });
    expect(JSON.stringify(other)).toBe(JSON.stringify(heavyBall));
  });

  it('with draws has the same bits for 1, 2 and 7 workers and in the plain twin', async () => {
    const langevin = updateRule({
      parameters: { temperature: 0.1, alpha: 1.5 },
      step: ({ x, g }, { eta, temperature, alpha }, { normal, uniform, stable, studentT }) => {
        const kept = uniform().less(0.8).select(g, 0);
        const noise = normal().mul(eta.mul(2).mul(temperature).sqrt());
        return {
          x: x
            .sub(kept.mul(eta))
            .add(noise)
            .add(stable(alpha).add(studentT(3)).mul(1e-3)),
        };
      },
    });
    const pools = [1, 7].map((workers) => createSimulator({ workers }));
    for (const d of [1, 6])
      for (const stepSize of [0.05, { uniform: [0.01, 0.05] as const }]) {
        const setting: SgdSetting = { ...settingOf(d, 2), stepSize, rule: langevin, repeats: 9 };
        const [two, one, seven, twin] = await Promise.all([pool, ...pools, plain].map((p) => p.run(setting)));
        expect(one).toEqual(two);
        expect(seven).toEqual(two);
        expect(twin).toEqual(two);
        expect(two.overflowed).toBe(0);
      }
    await Promise.all(pools.map((each) => each.close()));
  });
});

type Any = VectorExpression & Omit<ScalarExpression, 'kind'>;

/** A random step: `size` random operations over the vectors and scalars made so far. */
function randomRule(seed: number, size: number): PlainRule {
  const source = createGenerator(seed, 'random rule');
  const pick = <T>(list: readonly T[]): T => list[source.below(list.length)];
  const build = (x: Any, g: Any, m: Any, c: Any, eta: Any, extras: StepExtras): Record<string, Any> => {
    const vectors = [x, g, m, extras.normal() as never as Any];
    const scalars = [c, eta, extras.iteration as never as Any, extras.number(0.3) as never as Any];
    for (let k = 0; k < size; k++) {
      const of = pick([vectors, vectors, scalars]);
      const [a, b] = [pick(of), pick([...of, ...scalars])];
      const op = pick(['add', 'sub', 'mul', 'div', 'min', 'max'] as const);
      const one = pick(['neg', 'sqrt', 'abs', 'sign', 'exp', 'log', 'tanh'] as const);
      const compare = pick(['less', 'lessEqual', 'greater', 'greaterEqual', 'equal'] as const);
      const kind = source.below(6);
      if (kind === 0) of.push(a[one]() as never as Any);
      else if (kind === 1)
        of.push(a[compare](b).and(b[compare](0.1).not()).or(a.less(-1)).select(a, b) as never as Any);
      else if (kind === 2)
        scalars.push(
          pick([
            () => pick(vectors).sum(),
            () => pick(vectors).norm(),
            () => pick(vectors).dot(pick(vectors)),
          ])() as never as Any,
        );
      else of.push(a[op](b) as never as Any);
    }
    // Everything is used, and kept within bounds so that it stays finite for a while.
    const total = vectors.reduce((sum, each) => sum.add(each.tanh()) as never as Any);
    const scalar = scalars.reduce((sum, each) => sum.add(each.tanh()) as never as Any);
    return {
      x: total.mul(eta).add(scalar.mul(0.01)) as never as Any,
      m: vectors[vectors.length - 1].tanh() as never as Any,
      c: scalar.tanh() as never as Any,
    };
  };
  return updateRule({
    memory: { m: 'vector', c: 'scalar' },
    step: ({ x, g, m, c }, { eta }, extras) =>
      build(
        x as never as Any,
        g as never as Any,
        m as never as Any,
        c as never as Any,
        eta as never as Any,
        extras,
      ) as never,
  });
}

describe('compiled rules', () => {
  it('agree bit for bit with their plain twins: random graphs, every operation', async () => {
    let finite = 0;
    for (let seed = 0; seed < 40; seed++) {
      const rule = randomRule(seed, 4 + (seed % 12));
      const d = 1 + (seed % 9);
      const setting: SgdSetting = {
        ...{ ...settingOf(d, 1 + (seed % 7)), rule, weightDecay: seed % 3 === 0 ? 0.01 : 0 },
        ...{ record: { every: 1 }, iterations: 6 },
      };
      const [a, b] = await Promise.all([pool.run(setting), plain.run(setting)]);
      if (a.overflowed === 0) finite++;
      for (const [left, right] of [
        [a.final, b.final],
        [a.averaged, b.averaged],
        [a.paths![0], b.paths![0]],
      ])
        expect(new BigUint64Array(left.data.buffer), `seed ${seed}`).toEqual(
          new BigUint64Array(right.data.buffer),
        );
    }
    // Logarithms and roots of negative numbers are NaN; most graphs must not be.
    expect(finite).toBeGreaterThan(15);
  });

  it('keep numbers to the last bit', async () => {
    const numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 2 ** 53 + 2, -0, 1e22, 123456789.12345679];
    for (const value of numbers) {
      const rule = updateRule({
        step: ({ x }, _, { number }) => ({ x: x.mul(0).add(number(value).mul(1)).max(number(value)) }),
      });
      const { final } = await pool.run({ ...settingOf(1, 1), iterations: 1, repeats: 1, rule });
      expect(final.data[0] + 0).toBe(value + 0);
    }
  });

  it('leave the padding alone: 0 / 0 there would spoil the sums', async () => {
    const rule = { name: 'adaGrad', epsilon: 0 } as const;
    expect((await pool.run({ ...settingOf(5, 2), rule })).overflowed).toBe(0);
    const counted = updateRule({ step: ({ x }) => ({ x: x.mul(0).add(x.mul(0).add(1).sum()) }) });
    for (const d of [1, 2, 3, 4, 5]) {
      const { final } = await pool.run({ ...settingOf(d, 1), rule: counted });
      expect(new Set(final.data)).toEqual(new Set([d]));
    }
  });
});

describe('draws', () => {
  /** The law of one coordinate after one step from 0 by a draw alone. */
  const sample = async (draw: (extras: StepExtras) => VectorExpression): Promise<number[]> => {
    const rule = updateRule({ step: ({ x }, _, extras) => ({ x: x.mul(0).add(draw(extras)) }) });
    const { final } = await pool.run({ ...settingOf(5, 1), rule, iterations: 1, repeats: 4000 });
    return [...final.data].sort((a, b) => a - b);
  };
  /** Kolmogorov's distance, over every 40th value; 1.95 / sqrt(20 000) = 0.0138 is passed with a chance below 0.001. */
  const distance = (sorted: readonly number[], cdf: (x: number) => number): number =>
    Math.max(
      ...sorted.flatMap((x, i) => (i % 40 === 0 ? [Math.abs(cdf(x) - (i + 0.5) / sorted.length)] : [])),
    );

  it('have the laws asked for', async () => {
    for (const alpha of [0.7, 1, 1.5, 2]) {
      const values = await sample(({ stable }) => stable(alpha));
      expect(distance(values, (x) => stableCdf(x, { alpha, beta: 0 }))).toBeLessThan(0.0138);
    }
    expect(distance(await sample(({ uniform }) => uniform()), (x) => x)).toBeLessThan(0.0138);
    // alpha = 2 is the normal law of variance 2.
    const normal = await sample(({ normal: draw }) => draw().mul(Math.SQRT2));
    expect(distance(normal, (x) => stableCdf(x, { alpha: 2, beta: 0 }))).toBeLessThan(0.0138);
    // t with 1 and 2 degrees of freedom have closed forms.
    const one = await sample(({ studentT }) => studentT(1));
    expect(distance(one, (x) => 0.5 + Math.atan(x) / Math.PI)).toBeLessThan(0.0138);
    const two = await sample(({ studentT }) => studentT(2));
    expect(distance(two, (x) => 0.5 + x / (2 * Math.sqrt(2 + x * x)))).toBeLessThan(0.0138);
  });
});

describe('a mistake in a rule', () => {
  const bad: [string, () => unknown, RegExp][] = [
    [
      'an unknown memory',
      () =>
        updateRule({
          step: (all) => ({ x: all.x.add((all as never as { m: VectorExpression }).m) }),
        }),
      /^updateRule: step: there is no vector or memory "m"; there are x, g$/,
    ],
    [
      'an unknown parameter',
      () =>
        updateRule({ name: 'lion', step: ({ x }, p) => ({ x: x.mul((p as never as { mu: number }).mu) }) }),
      /^lion: step: there is no parameter "mu"; there is eta$/,
    ],
    [
      'a missing result',
      () => updateRule({ memory: ['m'], step: (({ x }: { x: VectorExpression }) => ({ x })) as never }),
      /step gives no "m"; wanted: x, m$/,
    ],
    [
      'an extra result',
      () => updateRule({ step: (({ x }: { x: VectorExpression }) => ({ x, y: x })) as never }),
      /step gives "y", which is neither x nor a declared memory; wanted: x$/,
    ],
    [
      'a scalar for a vector',
      () => updateRule({ step: (({ x }: { x: VectorExpression }) => ({ x: x.norm() })) as never }),
      /the result x of step must be a vector, got a scalar$/,
    ],
    [
      'no result',
      () => updateRule({ step: (() => undefined) as never }),
      /^updateRule: step must return an object \{ x \}, got undefined$/,
    ],
    [
      'x itself',
      () => updateRule({ step: (({ x }: { x: VectorExpression }) => x) as never }),
      /^updateRule: step must return an object \{ x \}, got a vector$/,
    ],
    [
      'a list of results',
      () => updateRule({ memory: ['m'], step: (({ x, m }: { x: unknown; m: unknown }) => [x, m]) as never }),
      /^updateRule: step must return an object \{ x, m \}, got an array$/,
    ],
    [
      'a promise of results',
      () => updateRule({ step: (() => Promise.resolve({})) as never }),
      /^updateRule: step must return an object \{ x \}, got an object of type Promise$/,
    ],
    [
      'a list for a vector',
      () => updateRule({ step: (() => ({ x: [0, 0] })) as never }),
      /^updateRule: step: the result x must be a vector, got an array$/,
    ],
    [
      'an operator',
      () => updateRule({ step: ({ x, g }) => ({ x: x.sub(((g as never as number) * 2) as never) }) }),
      /a vector has no value yet.*a\.less\(b\)\.select/,
    ],
    [
      'an if on a comparison',
      () => updateRule({ step: ({ x, g }) => ({ x: g.norm().greater(1) ? x : x.sub(g) }) }),
      /a comparison is made that no result uses.*condition\.select\(yes, no\)/,
    ],
    [
      'an operand that is nothing',
      () => updateRule({ step: ({ x }) => ({ x: x.add(undefined as never) }) }),
      /an operand of add must be a vector, a scalar or a number, got undefined$/,
    ],
    [
      'a number that is none',
      () => updateRule({ step: ({ x }) => ({ x: x.add(NaN) }) }),
      /a number must be finite, got NaN$/,
    ],
    [
      'arithmetic on a condition',
      () => updateRule({ step: ({ x }) => ({ x: x.add(x.less(1) as never) }) }),
      /operand 2 of add must be a number, scalar or vector, got a condition on each coordinate$/,
    ],
    [
      'the sum of a scalar',
      () =>
        updateRule({ step: ({ x }, { eta }) => ({ x: x.add((eta as never as VectorExpression).sum()) }) }),
      /sum needs a vector, got a scalar$/,
    ],
    [
      'a value of another step',
      () => {
        let kept: VectorExpression | undefined;
        const make = () => updateRule({ step: ({ x }) => ({ x: x.add((kept ??= x)) }) });
        make();
        return make();
      },
      /belongs to another step or loss$/,
    ],
    [
      'a stable law without an index',
      () => updateRule({ step: ({ x }, _, { stable }) => ({ x: x.add(stable(3)) }) }),
      /the parameter of stable must be above 0, at most 2, got 3$/,
    ],
    [
      'a memory called x',
      () => updateRule({ memory: ['x'], step: ({ x }) => ({ x }) }),
      /the name of a memory must be other than x, g, eta, t/,
    ],
    [
      'a parameter out of its range',
      () =>
        updateRule({
          parameters: { c: { range: 'positive' } },
          step: ({ x }, { c }) => ({ x: x.mul(c) }),
        }).with({ c: -1 }),
      /c must be a finite number above 0, got -1$/,
    ],
    [
      'a misspelt field of a parameter',
      () =>
        updateRule({
          parameters: { c: { standard: 1, rnage: 'positive' } as never },
          step: ({ x }, { c }) => ({ x: x.mul(c) }),
        }),
      /parameters\.c has no field "rnage": did you mean "range"\?/,
    ],
    [
      'a symbol that is no text',
      () =>
        updateRule({ parameters: { c: { symbol: 5 } as never }, step: ({ x }, { c }) => ({ x: x.mul(c) }) }),
      /parameters\.c\.symbol must be a name as LaTeX, got 5$/,
    ],
    [
      'an unknown parameter given',
      () => heavyBall.with({ dacay: 1 } as never),
      /the parameters of updateRule has no field "dacay": did you mean "decay"\?$/,
    ],
  ];
  for (const [what, make, message] of bad)
    it(`is one sentence that names the place: ${what}`, () => expect(make).toThrow(message));

  it('is named in plain JSON too', async () => {
    const json = JSON.parse(JSON.stringify(heavyBall)) as {
      graph: { nodes: { op: string; of?: number[] }[]; results: Record<string, number> };
      memory: object;
      parameters: Record<string, number>;
    };
    const changed = (change: (rule: typeof json) => void): Promise<unknown> => {
      const rule = structuredClone(json);
      change(rule);
      return pool.run({ ...settingOf(3, 1), rule: rule as unknown as PlainRule });
    };
    await expect(changed((rule) => delete rule.parameters.decay)).rejects.toThrow(
      /rule\.parameters\.decay must be given/,
    );
    await expect(changed((rule) => (rule.graph.nodes[1].op = 'pow'))).rejects.toThrow(
      /^rule\.graph\.nodes\[1\]\.op must be one of/,
    );
    await expect(changed((rule) => (rule.graph.nodes.find(({ of }) => of)!.of = [99, 0]))).rejects.toThrow(
      /of must be a list of earlier nodes/,
    );
    await expect(changed((rule) => delete rule.graph.results.m)).rejects.toThrow(
      /rule\.graph\.results must be exactly m, x, got "x"$/,
    );
    const missing = updateRule({
      parameters: { c: { range: 'positive' } },
      step: ({ x }, { c }) => ({ x: x.mul(c) }),
    });
    await expect(pool.run({ ...settingOf(3, 1), rule: missing })).rejects.toThrow(
      /rule\.parameters\.c must be given/,
    );
  });
});

describe('formulas', () => {
  it('are written from the graph', () => {
    expect(builtInRules.heavyBall.formula).toBe(
      '\\begin{aligned}v_k &= \\mu \\, v_{k-1} + g_k \\\\ x_k &= x_{k-1} - \\eta \\, v_k\\end{aligned}',
    );
    expect(builtInRules.rmsProp.formula).toContain(
      'x_k &= x_{k-1} - \\frac{\\eta \\, g_k}{\\sqrt{s_k} + \\epsilon}',
    );
    expect(builtInRules.clipNorm.formula).toContain('\\lVert g_k\\rVert');
    const noisy = updateRule({
      step: ({ x, g }, { eta }, { stable }) => ({ x: x.sub(g.mul(eta)).add(stable(1.5)) }),
    });
    expect(noisy.formula).toContain('\\xi_k &\\sim S_{1.5}');
    const several = updateRule({
      step: ({ x, g }, { eta }, { normal, uniform }) => {
        let v = g;
        for (let i = 0; i < 4; i++) v = v.add(uniform()).mul(normal());
        return { x: x.sub(v.mul(eta)) };
      },
    });
    const drawn = [...several.formula.matchAll(/\^{\((\d)\)}_k &/g)].map(([, number]) => Number(number));
    expect(drawn).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  // A step that loops: every node was written twice for each that is made of it, so that ten rounds took seven seconds.
  it('are written in time and length that grow with the rule', () => {
    const loop = (rounds: number, change: (v: VectorExpression, i: number) => VectorExpression): string =>
      updateRule({
        step: ({ x, g }, { eta }) => {
          let v = g;
          for (let i = 0; i < rounds; i++) v = change(v, i);
          return { x: x.sub(v.mul(eta)) };
        },
      }).formula;
    const [short, long] = [50, 200].map((rounds) => loop(rounds, (v, i) => v.add(i + 1).mul(0.5)));
    expect(long.length).toBeLessThan(5 * short.length);
    expect(loop(40, (v) => v.mul(v)).length).toBeLessThan(2000);
    expect(loop(8, (v) => v.mul(v))).not.toContain('part');
    const cut = loop(60, (v, i) => v.add(i + 1).mul(0.5));
    // Each part is made before it is used, and each is used.
    const parts = [...cut.matchAll(/(part}_{\d+})/g)].map(([name]) => name);
    expect(new Set(parts).size).toBeGreaterThan(1);
    for (const name of new Set(parts)) expect(parts.filter((each) => each === name)).toHaveLength(2);
    const loss = lossFunction({
      derivative: (p, y) => {
        let v = p.sub(y);
        for (let i = 0; i < 40; i++) v = v.mul(v).tanh();
        return v;
      },
    });
    expect(loss.formula.length).toBeLessThan(3000);
  });
});

// Where a graph was gone through by calls, "Maximum call stack size exceeded" came from 3500 operations on.
describe('a rule of thousands of operations', () => {
  it('is traced, and compiled and run as its plain twin is', async () => {
    const rounds = (count: number): OwnRule =>
      updateRule({
        step: ({ x, g }, { eta }) => {
          let v = g;
          for (let i = 0; i < count; i++) v = v.add(i % 7).mul(0.5);
          return { x: x.sub(v.mul(eta)) };
        },
      });
    expect(rounds(20_000).graph.nodes.length).toBeGreaterThan(40_000);
    const rule = rounds(250);
    const [a, b] = await Promise.all([pool, plain].map((one) => one.run({ ...settingOf(3, 1), rule })));
    expect(a).toEqual(b);
    expect(a.overflowed).toBe(0);
  });
});
