/** The explorer's script: sliders move the exact curves. Runs in the page. */
import { numberWords } from '../figures/words.js';
import type { IsotropicParameters } from '../theory/isotropic.js';
import { chartDefs, drawChart } from './chart.js';
import { addressOf, isWhole, names, parametersAt, problemOf, typedNumber, type Name } from './fields.js';
import { growthChart, readout, regimeText, tailChart } from './state.js';

/** The slider's position for a value and back; all are logarithmic. */
const position = (value: number): string => String(Math.log10(value));
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
const slider = (name: Name): HTMLInputElement => element(`${name}-slider`);
const field = (name: Name): HTMLInputElement => element(name);

/** A value set by a button is exact; what the field shows of it has six digits. */
function setField(name: Name, value: number): void {
  field(name).value = String(Number(value.toPrecision(6)));
  Object.assign(field(name).dataset, { exact: String(value), shown: field(name).value });
  slider(name).value = position(value);
}

function valueOf(name: Name): number {
  const { value, dataset } = field(name);
  return dataset.exact !== undefined && dataset.shown === value ? Number(dataset.exact) : typedNumber(value);
}

const parameters = (): IsotropicParameters => ({
  stepSize: valueOf('stepSize'),
  batchSize: valueOf('batchSize'),
  dimension: valueOf('dimension'),
  sigma: valueOf('sigma'),
});

/** Marks the fields with something wrong in them. */
function problems(): string[] {
  return names.flatMap((name) => {
    const problem = problemOf(name, field(name).value);
    field(name).setAttribute('aria-invalid', String(problem !== undefined));
    return problem ?? [];
  });
}

/** Keeps the state in the address, where the page has one of its own. */
function remember(p: IsotropicParameters): void {
  if (/^(https?|file):$/.test(location.protocol)) history.replaceState(null, '', addressOf(p));
}

/** A frame in a notebook is as high as what it shows. */
function fitFrame(): void {
  const frame = window.frameElement as HTMLElement | null;
  if (frame !== null) frame.style.height = `${document.documentElement.scrollHeight}px`;
}

const outputs = ['out-tailIndex', 'out-lyapunov', 'out-criticalStepSize', 'out-maxStepSize'];

/** A number for reading; the full one is kept in `data-value`. */
function show(id: string, value: number | null): void {
  const output = element<HTMLElement>(id);
  output.dataset.value = String(value);
  output.innerHTML = value === null ? 'none' : numberWords(value, 5);
}

function draw(): void {
  const message = element<HTMLElement>('message');
  try {
    const wrong = problems();
    if (wrong.length > 0) throw new RangeError(wrong.join('. '));
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
    remember(p);
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
    fitFrame();
  });
}

for (const [name, text] of Object.entries(parametersAt(location.hash)) as [Name, string][])
  field(name).value = text;
for (const name of names) {
  const first = typedNumber(field(name).value);
  if (first > 0) slider(name).value = position(first);
  slider(name).addEventListener('input', () => {
    field(name).value = String(valueAt(name, slider(name).value));
    slider(name).setAttribute('aria-valuetext', field(name).value);
    redraw();
  });
  if (isWhole(name))
    slider(name).addEventListener('keydown', (event) => {
      const direction = directions[event.key];
      const value = typedNumber(field(name).value);
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
    const value = typedNumber(field(name).value);
    if (value > 0) slider(name).value = position(value);
    redraw();
  });
}
for (const [id, of] of [
  ['go-critical', 'criticalStepSize'],
  ['go-middle', 'middle'],
] as const)
  element<HTMLButtonElement>(id).addEventListener('click', () => {
    if (names.some((name) => name !== 'stepSize' && problemOf(name, field(name).value) !== undefined))
      return draw();
    const { criticalStepSize: critical, maxStepSize: maximum } = readout({ ...parameters(), stepSize: 1e-3 });
    const value = of === 'middle' ? (critical + maximum) / 2 : critical;
    setField('stepSize', value);
    redraw();
  });
draw();
fitFrame();
addEventListener('resize', fitFrame);
// In a frame the results are not one folder away.
