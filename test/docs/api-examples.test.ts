import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesIn } from '../support/files-in.js';
import { printedBy } from '../support/snippets.js';

/** The examples of docstrings: their code, and what it says that it prints. */
const examples = filesIn('src', '.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^ \* @example\n \* ```ts\n((?: \*.*\n)*?) \* ```\n/gm)].map(
    ([, block]) => {
      const [code, printed = ''] = block.replaceAll(/^ \* ?/gm, '').split('// prints\n');
      return { file, code, printed: printed.replaceAll(/^\/\/ {3}/gm, '') };
    },
  ),
);

describe('the examples of docstrings', () => {
  it('are there for what a user meets first', () => {
    const all = examples.map(({ code }) => code).join('\n');
    for (const name of [
      'createEngine',
      'parsePrices',
      'toReturns',
      'relationshipKernel',
      'combineKernels',
      'fitModel',
      'covariance',
      'optimizeWeights',
      'efficientFrontier',
      'blackLitterman',
      'backtest',
      'crossValidate',
      'mixedModelPortfolio',
      'discreteAllocation',
    ])
      expect(all).toContain(`${name}(`);
  });

  it('type-check against the declarations of the package', { timeout: 60_000 }, () => {
    // files that are nowhere but here, in the package, so that it is found by its own name
    const sources = new Map(examples.map(({ code }, k) => [resolve(`example-${k}.mts`), code]));
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      types: [],
    };
    const host = ts.createCompilerHost(options);
    const disk = ts.sys;
    host.fileExists = (name) => sources.has(resolve(name)) || disk.fileExists(name);
    host.readFile = (name) => sources.get(resolve(name)) ?? disk.readFile(name);
    host.getSourceFile = (name, version) => {
      const text = host.readFile(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, version);
    };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host));
    expect(
      diagnostics.map(({ file, messageText }) => [
        examples[Number(/\d+/.exec(file?.fileName.slice(resolve('.').length) ?? '')?.[0])]?.file,
        ts.flattenDiagnosticMessageText(messageText, '\n'),
      ]),
    ).toEqual([]);
  });

  it.each(examples)('print what they say in $file', async ({ code, printed }) => {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const { stdout, stderr } = await printedBy(outputText);
    expect(stderr).toBe('');
    expect(printed).not.toBe('');
    expect(stdout).toBe(printed);
  });
});
