export * from './isotropic.js';
export { diffusionTail, diffusionTailBounds, type DiffusionTail } from './diffusion.js';
export * from './products/index.js';
