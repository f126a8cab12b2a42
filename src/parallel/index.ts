export { bootstrapInWorkers, type WorkerBootstrapOptions } from './bootstrapInWorkers.js';
export { runTasks, type TaskOptions } from './runTasks.js';
