// Starts a kernel, runs the code given as argument in it, prints the kernel's pid, and waits to be killed.
import { setInterval, setTimeout } from 'node:timers';
import { startKernel } from '../../dist/src/runner/kernelClient.js';

const kernel = await startKernel({ cwd: process.cwd() });
void kernel.execute(process.argv[2]);
setTimeout(() => console.log(kernel.pid), 300);
setInterval(() => undefined, 1000);
