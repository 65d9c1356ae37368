import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** A real browser: `CHROMIUM`, or where Linux distributions have it. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether the tests that need a browser can run; they are reported as skipped where it is missing. */
export const hasChromium = existsSync(executablePath);

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
