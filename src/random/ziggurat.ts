/**
 * Tables of the ziggurat method for the standard normal law, 128 layers of equal area
 * (Doornik 2005, "An improved ziggurat method to generate normal random samples").
 */
export const ZIGGURAT_LAYERS = 128;

/** Where the tail begins. */
export const ZIGGURAT_TAIL = 3.442619855899;

const LAYER_AREA = 9.91256303526217e-3;

/** Right edges of the layers; `edge[0]` is the width of the base layer, `edge[128]` is 0. */
export const zigguratEdge = new Float64Array(ZIGGURAT_LAYERS + 1);

/** edge[i + 1] / edge[i]: below this ratio a point of layer i lies under the density. */
export const zigguratRatio = new Float64Array(ZIGGURAT_LAYERS);

let density = Math.exp(-0.5 * ZIGGURAT_TAIL * ZIGGURAT_TAIL);
zigguratEdge[0] = LAYER_AREA / density;
zigguratEdge[1] = ZIGGURAT_TAIL;
for (let i = 2; i < ZIGGURAT_LAYERS; i++) {
  zigguratEdge[i] = Math.sqrt(-2 * Math.log(LAYER_AREA / zigguratEdge[i - 1] + density));
  density = Math.exp(-0.5 * zigguratEdge[i] * zigguratEdge[i]);
}
for (let i = 0; i < ZIGGURAT_LAYERS; i++) zigguratRatio[i] = zigguratEdge[i + 1] / zigguratEdge[i];
