import { isRecord } from '../plainData.js';
import { canonicalGraph, createBuilder, drawLaws, type Graph, type GraphNode } from './graph.js';
import { operations, type OperationName } from './operations.js';

type Plain = Record<string, unknown>;

const operandsOf = (node: Plain, before: number, place: string): readonly number[] => {
  const { of } = node;
  if (!Array.isArray(of) || of.some((i) => !Number.isInteger(i) || i < 0 || i >= before))
    throw new TypeError(`${place}.of must be a list of earlier nodes, places from 0 to ${before - 1}`);
  return of as number[];
};

const readNode = (node: unknown, before: number, place: string): GraphNode => {
  if (!isRecord(node)) throw new TypeError(`${place} must be an object with op`);
  const { op, name, value, law, number } = node;
  if (op === 'vector' || op === 'scalar') {
    if (typeof name !== 'string') throw new TypeError(`${place}.name must be a text`);
    return { op, name };
  }
  if (op === 'number') {
    if (typeof value !== 'number') throw new TypeError(`${place}.value must be a number`);
    return { op, value };
  }
  if (op === 'draw') {
    const known = drawLaws.find((other) => other === law);
    if (known === undefined) throw new TypeError(`${place}.law must be one of ${drawLaws.join(', ')}`);
    if (!Number.isInteger(number)) throw new TypeError(`${place}.number must be an integer`);
    return { op, law: known, number: number as number, of: operandsOf(node, before, place) };
  }
  if (op !== 'sum' && !(typeof op === 'string' && Object.hasOwn(operations, op)))
    throw new TypeError(
      `${place}.op must be one of vector, scalar, number, draw, sum, ${Object.keys(operations).join(', ')}`,
    );
  return { op: op as OperationName | 'sum', of: operandsOf(node, before, place) };
};

/**
 * Checks a graph that came as plain JSON, by building it anew; gives its canonical form.
 *
 * @param place what errors begin with
 * @throws TypeError naming the node that is wrong
 */
export function readGraph(value: unknown, place: string): Graph {
  if (!isRecord(value) || !Array.isArray(value.nodes) || !isRecord(value.results))
    throw new TypeError(`${place} must be an object with nodes and results`);
  const builder = createBuilder();
  const moved: number[] = [];
  value.nodes.forEach((node: unknown, i) => {
    const read = readNode(node, i, `${place}.nodes[${i}]`);
    moved.push(
      builder.add(
        'of' in read ? { ...read, of: read.of.map((k) => moved[k]) } : read,
        `${place}.nodes[${i}]`,
      ),
    );
  });
  const results: Record<string, number> = {};
  for (const [name, at] of Object.entries(value.results)) {
    if (!Number.isInteger(at) || (at as number) < 0 || (at as number) >= moved.length)
      throw new TypeError(`${place}.results.${name} must be the place of a node`);
    results[name] = moved[at as number];
  }
  return canonicalGraph(builder.nodes, results);
}
