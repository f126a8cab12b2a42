export { bootstrapInWorkers, type WorkerBootstrapOptions } from './bootstrapInWorkers.js';
