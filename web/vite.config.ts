import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Vite's development server injects styles and speaks through a socket, which the page's policy refuses. */
const withoutPolicy: Plugin = {
  name: 'without-policy',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

/** The library's workers are beside its sources here, not beside its bundle. */
const workersOfSources = (): Plugin => ({
  name: 'workers-of-sources',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/parallel/web-threads.ts')
      ? code.replace("'./worker-browser.js'", "'./web-worker.ts'")
      : undefined,
});

/** The page: static files that work from any folder of any server. Needs a build of the library. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [workersOfSources(), withoutPolicy],
  worker: { format: 'es', plugins: () => [workersOfSources()] },
  build: {
    outDir: here('../dist-web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { input: [here('index.html'), here('report.html')] },
  },
  server: { fs: { allow: [here('..')] } },
});
