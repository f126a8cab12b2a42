// Runs one task of a pool out of the little memory that this process is given, and one after it; prints what became of them.
import { URL } from 'node:url';
import { createTaskPool } from '../../dist/src/parallel/taskPool.js';

const module = new URL('./tasks.mjs', import.meta.url).href;
const pool = createTaskPool({ module, name: 'task', shared: { word: 'w' }, workers: 1 });
const failed = await pool.run({ act: 'out of memory' }).catch(({ message }) => message);
const { act } = await pool.run({ act: 'work' });
console.log(JSON.stringify([failed, act]));
