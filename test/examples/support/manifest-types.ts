import { resolve } from 'node:path';
import ts from 'typescript';

/** Where `kubernetes-types` has the type of a kind. */
const modules: Record<string, string> = {
  'v1 Namespace': 'core/v1',
  'v1 Service': 'core/v1',
  'v1 PersistentVolumeClaim': 'core/v1',
  'apps/v1 StatefulSet': 'apps/v1',
  'apps/v1 Deployment': 'apps/v1',
  'batch/v1 Job': 'batch/v1',
  'networking.k8s.io/v1 NetworkPolicy': 'networking/v1',
};

/**
 * What is wrong with manifests by the types of the Kubernetes API: unknown fields, missing ones, values of another type.
 * Each is compiled as a literal of its type, for TypeScript refuses fields that a literal has too many.
 */
export function typeProblems(manifests: readonly { apiVersion: string; kind: string }[]): string[] {
  const file = resolve('test/examples/support/manifests.generated.ts');
  const code = manifests
    .map(({ apiVersion, kind, ...rest }, k) => {
      const module = modules[`${apiVersion} ${kind}`];
      if (module === undefined) return `const manifest${k}: never = '${apiVersion} ${kind}';`;
      return `export const manifest${k}: import('kubernetes-types/${module}').${kind} = ${JSON.stringify({ apiVersion, kind, ...rest })};`;
    })
    .join('\n');
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es2022.d.ts'] },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, version, ...others) =>
    name === file ? ts.createSourceFile(name, code, version) : getSourceFile(name, version, ...others);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
