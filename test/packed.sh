#!/usr/bin/env bash
# Packs the package, installs it into an empty folder and uses it there: import, require, types, the command.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

npm pack --silent --pack-destination "$folder" >/dev/null
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --omit=optional ./heavytail-*.tgz >/dev/null

cat > use.mjs <<'JS'
import { tailIndex, plot } from 'heavytail';
import { tailIndex as same } from 'heavytail/theory';
if (same !== tailIndex || typeof plot !== 'function') throw new Error('import');
JS
cat > use.cjs <<'JS'
const { tailIndex } = require('heavytail');
if (typeof tailIndex !== 'function') throw new Error('require');
JS
node use.mjs && node use.cjs && echo 'import and require work'

cat > use.mts <<'TS'
import { plot, progressBar, tailIndex, type Figure } from 'heavytail';
import { criticalStepSize } from 'heavytail/theory';
const alpha: number | null = tailIndex({ stepSize: 0.02, batchSize: 5, dimension: 10, sigma: 1 });
const figure: Figure = { data: [], layout: {} };
plot(figure);
progressBar({ total: 3 }).update(criticalStepSize({ batchSize: 1, dimension: 2, sigma: 1 }));
export { alpha };
TS
# The parts without networks, every declaration checked.
cat > parts.mts <<'TS'
import { logMoment } from 'heavytail/estimators';
import { plot } from 'heavytail/notebook';
import { simulate } from 'heavytail/sgd';
import { stablePdf } from 'heavytail/stable';
import { tailIndex } from 'heavytail/theory';
export const parts = [logMoment, plot, simulate, stablePdf, tailIndex];
TS
check() {
  "$root/node_modules/.bin/tsc" --noEmit --strict --target es2022 --typeRoots "$root/node_modules/@types" --types node "$@"
}
for module in node16 bundler; do
  target=$([ "$module" = bundler ] && echo esnext || echo node16)
  check --module "$target" --moduleResolution "$module" parts.mts
  # TensorFlow.js's own declarations do not pass, so the whole package needs skipLibCheck as TensorFlow.js does.
  check --module "$target" --moduleResolution "$module" --skipLibCheck use.mts
done
echo 'types work (node16, bundler)'

cat > tiny.ipynb <<'JSON'
{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": "let b = 1;", "execution_count": null, "outputs": []},
 {"cell_type": "code", "id": "b", "metadata": {}, "source": "import { criticalStepSize } from 'heavytail';\ncriticalStepSize({ batchSize: b, dimension: 2, sigma: 1 })", "execution_count": null, "outputs": []}]}
JSON
npx heavytail run tiny.ipynb -p b=2
grep -q '"0.8"' results/tiny.ipynb && echo 'npx heavytail run works'
