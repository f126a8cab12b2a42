/** The explorer's script: sliders move the exact curves. Runs in the page. */
import type { IsotropicParameters } from '../theory/isotropic.js';
import { chartDefs, drawChart } from './chart.js';
import { growthChart, readout, regimeText, tailChart } from './state.js';

type Name = keyof IsotropicParameters;

/** The slider's position for a value and back; all are logarithmic. */
const position = (value: number): string => String(Math.log10(value));
const isWhole = (name: Name): boolean => name === 'batchSize' || name === 'dimension';
const valueAt = (name: Name, text: string): number => {
  const value = 10 ** Number(text);
  return isWhole(name) ? Math.round(value) : Number(value.toPrecision(5));
};

/** Where an arrow key takes a whole number: to the next one, or 1 % on. */
const stepped = (value: number, direction: 1 | -1): number =>
  Math.max(
    1,
    direction * Math.max(direction * (value + direction), direction * Math.round(value * 1.01 ** direction)),
  );
const directions: Record<string, 1 | -1> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

const element = <T extends Element>(id: string): T => document.getElementById(id) as unknown as T;
const names: readonly Name[] = ['stepSize', 'batchSize', 'dimension', 'sigma'];
const slider = (name: Name): HTMLInputElement => element(`${name}-slider`);
const field = (name: Name): HTMLInputElement => element(name);

const parameters = (): IsotropicParameters => ({
  stepSize: Number(field('stepSize').value),
  batchSize: Number(field('batchSize').value),
  dimension: Number(field('dimension').value),
  sigma: Number(field('sigma').value),
});

const outputs = ['out-tailIndex', 'out-lyapunov', 'out-criticalStepSize', 'out-maxStepSize'];

/** A number for reading; the full one is kept in `data-value`. */
function show(id: string, value: number | null): void {
  const output = element<HTMLElement>(id);
  output.dataset.value = String(value);
  output.textContent = value === null ? 'none' : String(Number(value.toPrecision(8)));
}

function draw(): void {
  const message = element<HTMLElement>('message');
  try {
    const p = parameters();
    const r = readout(p);
    show('out-lyapunov', r.lyapunov);
    show('out-tailIndex', r.tailIndex);
    show('out-criticalStepSize', r.criticalStepSize);
    show('out-maxStepSize', r.maxStepSize);
    element<SVGElement>('tail-chart').innerHTML = chartDefs + drawChart(tailChart(p, r));
    element<SVGElement>('growth-chart').innerHTML = chartDefs + drawChart(growthChart(p, r));
    message.textContent = regimeText[r.regime];
    message.dataset.regime = r.regime;
  } catch (error) {
    // Numbers and curves of other parameters would mislead.
    for (const id of outputs) {
      element<HTMLElement>(id).dataset.value = '';
      element(id).textContent = '–';
    }
    for (const id of ['tail-chart', 'growth-chart']) element(id).innerHTML = '';
    message.textContent = `${error instanceof Error ? error.message : String(error)}.`;
    message.dataset.regime = 'error';
  }
}

let waiting = false;
function redraw(): void {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

for (const name of names) {
  slider(name).value = position(Number(field(name).value));
  slider(name).addEventListener('input', () => {
    field(name).value = String(valueAt(name, slider(name).value));
    slider(name).setAttribute('aria-valuetext', field(name).value);
    redraw();
  });
  if (isWhole(name))
    slider(name).addEventListener('keydown', (event) => {
      const direction = directions[event.key];
      const value = Number(field(name).value);
      if (direction === undefined || !(value >= 1)) return;
      event.preventDefault();
      const [least, most] = [slider(name).min, slider(name).max].map((end) => 10 ** Number(end));
      const next = Math.min(most, Math.max(least, stepped(Math.round(value), direction)));
      field(name).value = String(next);
      slider(name).value = position(next);
      slider(name).setAttribute('aria-valuetext', field(name).value);
      redraw();
    });
  field(name).addEventListener('input', () => {
    const value = Number(field(name).value);
    if (value > 0) slider(name).value = position(value);
    redraw();
  });
}
for (const [id, of] of [
  ['go-critical', 'criticalStepSize'],
  ['go-middle', 'middle'],
] as const)
  element<HTMLButtonElement>(id).addEventListener('click', () => {
    const { criticalStepSize: critical, maxStepSize: maximum } = readout({ ...parameters(), stepSize: 1e-3 });
    const value = of === 'middle' ? (critical + maximum) / 2 : critical;
    field('stepSize').value = String(value);
    slider('stepSize').value = position(value);
    redraw();
  });
draw();
