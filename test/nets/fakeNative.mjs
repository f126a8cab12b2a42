// Lets `@tensorflow/tfjs-node` be found where it is not installed: the kernels of the cpu backend under its backend's name.
import { register } from 'node:module';

const source = `
  import tf from '@tensorflow/tfjs';
  if (tf.findBackend('tensorflow') === null) {
    tf.registerBackend('tensorflow', () => tf.findBackendFactory('cpu')());
    for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
  }
  export default tf;`;

const hooks = `
  export const resolve = (specifier, context, next) =>
    specifier === '@tensorflow/tfjs-node'
      ? next('@tensorflow/tfjs', context).then(({ url }) => ({ url: url + '?native', format: 'module', shortCircuit: true }))
      : next(specifier, context);
  export const load = (url, context, next) =>
    url.endsWith('?native')
      ? { format: 'module', shortCircuit: true, source: ${JSON.stringify(source)} }
      : next(url, context);`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
