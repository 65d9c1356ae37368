/** The thread of a worker in Node: Piscina's end of the line, and what it calls. */
import 'piscina/worker';

export { default } from './node-performer.js';
