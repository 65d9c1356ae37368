/** Where the worker's script is: beside this module, which the build therefore leaves a file of its own, loaded on demand. */
export const workerScript = new URL('./sweep-worker.js', import.meta.url);
