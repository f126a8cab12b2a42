// Leaves a pool open when its task is done: the process must end all the same.
import { URL } from 'node:url';
import { createTaskPool } from '../../dist/src/parallel/taskPool.js';

const module = new URL('./tasks.mjs', import.meta.url).href;
const pool = createTaskPool({ module, name: 'task', shared: { word: 'w' }, workers: 2 });
console.log((await pool.run({ act: 'end', milliseconds: 300 })).act);
