/**
 * Runs the built command line once a line of stdin, `{ args, cwd }`, in this one process, and answers with a line
 * `{ status, stdout, stderr }`. The module of the command is new each time; what it loads stays.
 */
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [cli] = process.argv.slice(2);
const answer = process.stdout.write.bind(process.stdout);
let run = 0;
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);

for await (const line of createInterface({ input: process.stdin })) {
  const { args, cwd } = JSON.parse(line);
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    process[name].write = (text) => {
      printed[name] += text;
      return true;
    };
  process.chdir(cwd);
  process.argv = [process.argv[0], cli, ...args];
  process.exitCode = undefined;
  await import(`${pathToFileURL(cli)}?run=${run++}`);
  answer(`${JSON.stringify({ status: process.exitCode, ...printed })}\n`);
}
process.exitCode = 0;
