import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const folder = 'examples/cluster';

export function text(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** A container of whichever of the two, with what both say of it. */
export interface Container {
  /** file and name */
  where: string;
  image: string;
  /** arguments of `mixfolio`, or the command of Redis */
  command: string[];
  env: Record<string, string>;
  /** cores and bytes */
  limits: { cpus: number; memory: number };
  /** seconds it has to stop, undefined where that is left to the default */
  grace: number | undefined;
}

export interface ComposeService {
  image: string;
  command: string[];
  environment?: Record<string, string>;
  stop_grace_period?: string;
  depends_on?: Record<string, { condition: string }>;
  deploy: { resources: { limits: { cpus: string; memory: string } } };
}

export const compose = parse(text('compose.yaml'), { strict: true }) as {
  services: Record<string, ComposeService>;
};

interface PodContainer {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  ports?: { name: string; containerPort: number }[];
  resources: { limits: { cpu: string; memory: string }; requests: { cpu: string; memory: string } };
}

export interface Manifest {
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec?: {
    ports?: { port: number; targetPort: string }[];
    template?: {
      metadata: { labels: Record<string, string> };
      spec: {
        terminationGracePeriodSeconds?: number;
        containers: PodContainer[];
        volumes?: { configMap?: { name: string } }[];
      };
    };
  };
}

export const manifests: Manifest[] = readdirSync(join(folder, 'kubernetes')).flatMap((name) =>
  parseAllDocuments(text(`kubernetes/${name}`), { strict: true }).map((document) => {
    if (!('errors' in document) || document.errors.length > 0) throw new Error(`${name} is no YAML`);
    return { ...(document.toJS() as Omit<Manifest, 'file'>), file: `kubernetes/${name}` };
  }),
);

export const containers: Container[] = [
  ...Object.entries(compose.services).map(([name, service]) => ({
    where: `compose.yaml ${name}`,
    image: service.image,
    command: service.command,
    env: service.environment ?? {},
    limits: {
      cpus: Number(service.deploy.resources.limits.cpus),
      memory: bytes(service.deploy.resources.limits.memory),
    },
    grace: service.stop_grace_period === undefined ? undefined : parseInt(service.stop_grace_period),
  })),
  ...manifests.flatMap(({ file, spec }) =>
    (spec?.template?.spec.containers ?? []).map((container) => ({
      where: `${file} ${container.name}`,
      image: container.image,
      command: container.command ?? container.args ?? [],
      env: Object.fromEntries(container.env.map(({ name, value = '' }) => [name, value])),
      limits: {
        cpus: cores(container.resources.limits.cpu),
        memory: bytes(container.resources.limits.memory),
      },
      grace: spec?.template?.spec.terminationGracePeriodSeconds,
    })),
  ),
];

/** Those that run `mixfolio`. */
export const programs = containers.filter(({ command: [name] }) => name === 'worker' || name === 'sweep');

/** The value of an option of a command. */
export function option({ command }: Container, name: string): string | undefined {
  const place = command.indexOf(`--${name}`);
  return place < 0 ? undefined : command[place + 1];
}

function cores(text: string): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text);
}

/** Bytes of `2G` as Docker says it, `2Gi` as Kubernetes does, `2gb` as Redis does: powers of 1024 all. */
export function bytes(text: string): number {
  const [, number, unit] = /^(\d+)([KMG])(?:i|b)?$/i.exec(text) ?? [];
  if (number === undefined) throw new Error(`${text} is no size`);
  return Number(number) * 1024 ** ('KMG'.indexOf(unit.toUpperCase()) + 1);
}
