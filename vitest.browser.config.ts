import { defineConfig } from 'vitest/config';

/** Tests in real headless Chromium; they need a build and `chromium` on the machine. */
export default defineConfig({
  test: { include: ['test/browser/**/*.browser.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
