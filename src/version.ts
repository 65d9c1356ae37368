import packageJson from '../package.json' with { type: 'json' };

/** Version of the package and of the engine in it. */
export const version: string = packageJson.version;
