import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { reportLayers } from '../../src/cli/layers.js';
import { createProgram } from '../../src/cli/program.js';
import { UsageError } from '../../src/cli/usageError.js';
import { workFolder } from './notebooks.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command prints of a file, its page written. */
async function printed(file: string, layout: 'torch' | 'tfjs' = 'torch'): Promise<string> {
  const { table, path, html } = await reportLayers(file, { out: folder, layout });
  writeFileSync(path, html);
  return table;
}

describe('heavytail layers', () => {
  it('prints a line for every layer and writes a page with their figures', async () => {
    const text = await printed(join('test', 'fixtures', 'weights', 'model.safetensors'));
    expect(text).toMatch(/^layer +shape +tail-index \(log-moment\) +spectral exponent/);
    expect(text).toMatch(/conv\.weight +48 x 32 x 3 x 3 +1\.71\d \(1\.\d+ to 1\.\d+\) +3\.820 \(/);
    expect(text).not.toContain('bias');
    const page = readFileSync(join(folder, 'model-layers.html'), 'utf8');
    expect(page.match(/<div class="figure"/g)).toHaveLength(3);
    expect(page).toContain('koutrouvelis');
    expect(page).toContain('falls with the exponent 3.820');
  });
  it('keeps names as they are, and says where there is nothing to draw', async () => {
    const numbers = new Uint8Array(Float32Array.from({ length: 12 }, () => 1).buffer);
    const header = Buffer.from(
      JSON.stringify({ 'a_b_<i>*c*': { dtype: 'F32', shape: [3, 4], data_offsets: [0, 48] } }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const file = join(folder, 'flat.safetensors');
    writeFileSync(file, Buffer.concat([length, header, numbers]));
    expect(await printed(file)).toMatch(/a_b_<i>\*c\* +3 x 4 +–/);
    const page = readFileSync(join(folder, 'flat-layers.html'), 'utf8');
    expect(page).toContain('>a_b_&lt;i&gt;*c*');
    expect(page).toContain('No survival function: sample must be');
  });
  it('notes a page that could not be written, and prints only the table and where the page is', async () => {
    const out = join(folder, 'taken');
    const file = join('test', 'fixtures', 'weights', 'model.safetensors');
    const [lines, notes]: [string[], string[]] = [[], []];
    const program = createProgram({
      print: (line) => {
        if (lines.push(line) !== 1) return;
        // Between the check of the folder and the page somebody puts a file in its place.
        rmSync(out, { recursive: true });
        writeFileSync(out, '');
      },
      note: (note) => void notes.push(note),
      signal: new AbortController().signal,
      bePatient: () => undefined,
      withoutPauses: (compute) => compute(),
    });
    await program.parseAsync(['layers', file, '--out', out], { from: 'user' });
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
    expect(lines).toHaveLength(2);
    expect(notes).toEqual([expect.stringMatching(/taken.*; it is in .*model-layers\.html$/)]);
    const elsewhere = lines[1].trim();
    expect(notes[0]).toContain(elsewhere);
    expect(readFileSync(elsewhere, 'utf8')).toContain('Layers of model.safetensors');
    rmSync(dirname(elsewhere), { recursive: true });
  });
  it('says what is wrong with a file', async () => {
    const file = join(folder, 'cut.safetensors');
    writeFileSync(file, 'short');
    await expect(printed(file)).rejects.toThrow(/cut.safetensors: holds 5 bytes/);
    for (const bad of ['', 'nowhere.npz', file, 'package.json'])
      await expect(printed(bad)).rejects.toThrow(UsageError);
    mkdirSync(join(folder, 'cut-layers.html'));
    await expect(printed(file)).rejects.toThrow(/cut-layers.html is a folder: move it away/);
    await expect(printed(join('test', 'fixtures', 'weights', 'weights.json'))).rejects.toThrow(
      /no weightsManifest/,
    );
  });
});
