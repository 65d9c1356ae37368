import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/build/**/*.test.mjs'],
    setupFiles: ['test/support/property-seed.ts'],
    // files share their modules, which takes less than half the time: no test mocks a module, and spies end with their test
    isolate: false,
    maxWorkers: '100%',
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
