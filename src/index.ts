/** The public surface in Node: everything of the browser's, and the readers of files. */
export * from './browser.js';
