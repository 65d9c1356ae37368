/**
 * esbuild plugin: leaves the debug builds of the engine out of a script that is one file and never asks for them. They are
 * modules that are loaded on demand, which a single file has inside it.
 */
export const releaseBuilds = {
  name: 'release-builds',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]engine[\\/]generated[\\/](further-)?debug\.ts$/ }, () => ({
      contents: "throw new Error('this script has no debug build of the engine');",
    }));
  },
};
