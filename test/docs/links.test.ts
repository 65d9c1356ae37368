import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn } from '../support/files-in.js';

/** What GitHub calls a heading in a link to it. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (page: string): string[] =>
  [
    ...readFileSync(page, 'utf8')
      .replaceAll(/^```[^]*?^```$/gm, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading]) => anchor(heading));

it('leads from docstrings to sections that there are', () => {
  const broken = [...filesIn('src', '.ts'), ...filesIn('assembly', '.ts')].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(docs\/[\w-]+\.md)(?:#([\w-]+))?/g)]
      .filter(([, page, section]) => section !== undefined && !anchorsOf(page).includes(section))
      .map(([link]) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

it('leads from page to page to files and sections that there are', () => {
  const broken = ['README.md', ...filesIn('docs', '.md')].flatMap((page) =>
    [
      ...readFileSync(page, 'utf8')
        .replaceAll(/^```[^]*?^```$/gm, '')
        .matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g),
    ]
      .filter(([, path, section]) => {
        const file = path === '' ? page : join(page, '..', path);
        if (!existsSync(file)) return true;
        return section !== undefined && !anchorsOf(file).includes(section);
      })
      .map(([, path, section]) => `${page}: ${path}#${section}`),
  );
  expect(broken).toEqual([]);
});
