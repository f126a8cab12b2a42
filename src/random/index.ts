export { seedState, type Seed } from './seed.js';
export { createGenerator, xoshiro128, type Generator } from './generator.js';
