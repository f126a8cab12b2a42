import { arch, cpus, platform } from 'node:os';
import { beginnings } from './beginnings.js';
import { engine } from './engine.js';
import { estimators } from './estimators.js';
import { grid } from './grid.js';
import { kernelSpeed } from './kernelSpeed.js';
import { networks } from './networks.js';
import { numbers } from './numbers.js';
import { products } from './products.js';
import { rules } from './rules.js';
import { scale } from './scale.js';
import { theory } from './theory.js';
import type { Topic } from './topic.js';

/** Every topic, in the order of the report. A new one is a file of its own and a line here. */
const topics: readonly Topic[] = [
  ...[grid, engine, beginnings, rules, theory, estimators, numbers],
  ...[networks, products, kernelSpeed, scale],
];

const print = (line: string): void => console.log(line);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !topics.some((topic) => topic.name === name));
if (unknown.length > 0) {
  console.error(
    `unknown topic ${unknown.join(', ')}: choose from ${topics.map((topic) => topic.name).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  print(`${cpus().length} x ${cpus()[0].model}, ${platform()} ${arch()}, node ${process.version}`);
  for (const topic of topics) {
    if (wanted.length > 0 && !wanted.includes(topic.name)) continue;
    print(`\n${topic.title}`);
    await topic.run(print);
  }
}
