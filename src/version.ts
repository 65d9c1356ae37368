import { version as packageVersion } from '../package.json';

/** Version of the package and of the engine in it. */
export const version: string = packageVersion;
