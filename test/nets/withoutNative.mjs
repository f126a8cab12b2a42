// Lets `@tensorflow/tfjs-node` fail as FAULT says, and prints what a reader is told of the backend that runs instead.
import { register } from 'node:module';

const hooks = `
  export const resolve = (specifier, context, next) => {
    if (specifier !== '@tensorflow/tfjs-node') return next(specifier, context);
    throw Object.assign(new Error(${JSON.stringify(process.env.FAULT)}), { code: 'ERR_MODULE_NOT_FOUND' });
  };`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
const { loadBackend } = await import('heavytail/nets');
await loadBackend({ onNotice: console.log });
