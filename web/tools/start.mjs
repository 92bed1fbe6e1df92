// `npm start`: makes everything ready, builds what is not built yet, and serves the lab.
// Options go after --, as in `npm start -- --port 8081`; `--help` lists them.

import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { UserError, cli, root, say, since } from '../../wasm/toolchain/system.mjs';
import { prepareData } from './data.mjs';
import { serve, strictCsp } from './server.mjs';
import { ensureNode, setup } from './setup.mjs';
import { build } from './steps.mjs';

const help = `npm start -- [options]

  --port N         the port to serve on (default 8080; 0 takes any free one)
  --host ADDRESS   the address to listen on (default 127.0.0.1: this machine only)
  --data DIR       a folder with the four Fashion-MNIST files, gzipped or not
  --cifar DIR      a folder with the binary batches of CIFAR-10, or their archive
  --no-build       serve dist/ as it is
  --no-isolation   without the headers that allow threads, as many servers do
  --help           this text
`;

function parse(given) {
  const options = { port: 8080, host: '127.0.0.1', isolation: true, build: true };
  const values = { '--port': 'port', '--host': 'host', '--data': 'data', '--cifar': 'cifar' };
  const switches = { '--no-build': 'build', '--no-isolation': 'isolation' };
  const rest = given.flatMap((argument) => {
    const match = /^(--[a-z-]+)=(.*)$/.exec(argument);
    return match ? [match[1], match[2]] : [argument];
  });
  while (rest.length > 0) {
    const option = rest.shift();
    if (option === '--help' || option === '-h') return { help: true };
    if (option in switches) options[switches[option]] = false;
    else if (option in values && rest.length > 0) options[values[option]] = rest.shift();
    else if (option in values) throw new UserError(`${option} needs a value.\n\n${help}`);
    else throw new UserError(`Unknown option ${option}.\n\n${help}`);
  }
  const port = Number(options.port);
  if (!/^\d+$/.test(String(options.port)) || port > 65535) {
    throw new UserError(`--port is ${options.port}; a whole number from 0 to 65535 is needed.`);
  }
  return { ...options, port };
}

/** What to tell the user when the socket cannot be had. */
function explain(error, { port, host }) {
  if (error.code === 'EADDRINUSE') {
    return new UserError(
      `Port ${port} is in use by another program. Choose another one, for instance\n\n  npm start -- --port ${port + 1 > 65535 ? 0 : port + 1}\n\n(--port 0 takes any free one), or stop the other program.`,
    );
  }
  if (error.code === 'EACCES') {
    return new UserError(`Port ${port} needs more rights than you have. Choose one above 1023: npm start -- --port 8080`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new UserError(`This machine has no address ${host}. Try --host 127.0.0.1, or --host 0.0.0.0 for all of them.`);
  }
  return error;
}

/** Fails now, not after minutes of building, when the port cannot be had. */
function tryPort({ port, host }) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => probe.close(resolve));
  });
}

async function main() {
  const start = performance.now();
  const options = parse(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  ensureNode();
  await tryPort(options).catch((error) => {
    throw explain(error, options);
  });
  const dist = join(root, 'dist');
  if (options.build) {
    await setup('start');
    await build();
    await prepareData({ folder: options.data, cifar: options.cifar });
  } else if (!existsSync(join(dist, 'index.html'))) {
    throw new UserError('There is no dist/index.html to serve; start without --no-build once.');
  }
  const { port, host, isolation } = options;
  const server = await serve({ root: dist, port, host, isolation, csp: strictCsp }).catch((error) => {
    throw explain(error, options);
  });
  say('start', `ready after ${since(start)}`);
  if (!isolation) say('start', 'without isolation headers: the lab will run on one thread');
  else if (!['127.0.0.1', 'localhost', '::1'].includes(host)) {
    say('start', 'browsers allow threads on localhost or over https only; from other machines the lab runs on one');
  }
  process.stdout.write(`\n  Descent Lab is at ${server.url}\n  Stop it with Ctrl+C.\n\n`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => server.close().then(() => process.exit(0)));
  }
}

await cli(main);
