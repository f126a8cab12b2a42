export { type Seed } from './seed.js';
export { createGenerator, type Generator } from './generator.js';
