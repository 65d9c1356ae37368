import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Block {
  language: string;
  text: string;
  /** that it stands under */
  heading: string;
}

/** Fenced blocks of a page in order. */
export function blocks(markdown: string): Block[] {
  return markdown.split(/^## /m).flatMap((section) =>
    [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
      language,
      text,
      heading: section.slice(0, section.indexOf('\n')),
    })),
  );
}

/** The JavaScript of a page, each piece with the block that follows it. */
export function snippets(markdown: string): { heading: string; text: string; printed: Block | undefined }[] {
  const all = blocks(markdown);
  return all.flatMap(({ language, text, heading }, k) =>
    language === 'js' ? [{ heading, text, printed: all.at(k + 1) }] : [],
  );
}

/** What a program prints that imports the package by its own name, as a user of it does. */
export function printedBy(text: string): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['--input-type=module', '--eval', text]);
}
