/** Scripts of the package that lie beside this module, which the build therefore leaves a file of its own, loaded on demand. */

/** what threads run */
export const workerScript = new URL('./sweep-worker.js', import.meta.url);

/** what draws the charts of reports */
export const reportClient = new URL('./sweep-report-client.js', import.meta.url);
