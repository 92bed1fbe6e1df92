// Debian's packages: what is installed, installing what is missing, and fetching packages of a
// newer Debian release without installing them. Everything goes through apt, which checks the
// signatures; the mirror is the one the machine is configured for.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, capture, readIfThere, run, say, which } from './system.mjs';

/** True on a machine whose packages come from apt. */
export function hasApt() {
  return which('apt-get') !== undefined && which('dpkg-query') !== undefined;
}

/** The fields of /etc/os-release: ID, VERSION_ID, VERSION_CODENAME, PRETTY_NAME … */
export function osRelease() {
  const text = readIfThere('/etc/os-release') ?? '';
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)=(?:"([^"]*)"|(.*))$/gm)].map((m) => [m[1], m[2] ?? m[3]]),
  );
}

/** Those of `packages` that are not installed. */
export function missingPackages(packages) {
  return packages.filter((name) => {
    const state = capture('dpkg-query', ['-W', '-f', '${db:Status-Status}\n', name]);
    return state.code !== 0 || !state.stdout.split('\n').includes('installed');
  });
}

/** How this user may become root: [] when root already, ['sudo', '-n'] without a password, else undefined. */
export function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (which('sudo') && capture('sudo', ['-n', 'true']).code === 0) return ['sudo', '-n'];
  return undefined;
}

/** The command a user would type to install `packages`. */
export function installCommand(packages) {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
}

/** Installs those of `packages` that are missing; throws a UserError that says how when it may not. */
export async function installPackages(packages, { topic = 'setup', why }) {
  if (!hasApt()) {
    throw new UserError(
      `${why}: this machine has no apt, so please install the equivalent of these Debian packages yourself: ${packages.join(' ')}`,
    );
  }
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const prefix = rootPrefix();
  if (!prefix) {
    throw new UserError(
      `${why}: these Debian packages are missing, and installing them needs root. Please run\n\n  ${installCommand(missing)}\n\nand start again.`,
    );
  }
  say(topic, `${why}: installing ${missing.join(' ')}`);
  // Another apt may be at work: wait for its lock rather than fail.
  const apt = (...args) => {
    const [command, ...rest] = [
      ...prefix,
      ...['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'],
      ...['-o', 'DPkg::Lock::Timeout=600', '-qq', ...args],
    ];
    return run(command, rest, { quiet: true });
  };
  try {
    await apt('update');
  } catch (error) {
    say(topic, 'apt-get update failed; trying with the package lists already here.');
  }
  await apt('install', '-y', '--no-install-recommends', ...missing);
  const still = missingPackages(missing);
  if (still.length > 0) throw new UserError(`apt-get did not install ${still.join(' ')}.`);
}

/** The stanzas of a deb822 file or the lines of a one-line-style file, as field maps. */
function parseSources(file) {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.sources')) {
    return text.split(/\n\s*\n/).map((stanza) => {
      const fields = {};
      let last;
      for (const line of stanza.split('\n')) {
        if (line.startsWith('#')) continue;
        const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
        if (match) {
          last = match[1].toLowerCase();
          fields[last] = match[2];
        } else if (last && /^\s/.test(line)) {
          fields[last] += `\n${line}`; // an embedded key spans lines
        }
      }
      return fields;
    });
  }
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(deb)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
    if (!match) return [];
    const option = /signed-by=(\S+)/.exec(match[2] ?? '')?.[1];
    return [
      { types: match[1], uris: match[3], suites: match[4], components: match[5], 'signed-by': option },
    ];
  });
}

/** The mirror this machine takes its own Debian release from: { uri, signedBy? }. */
export function configuredMirror(etc = '/etc/apt', codename = osRelease().VERSION_CODENAME) {
  const folder = join(etc, 'sources.list.d');
  const files = [
    join(etc, 'sources.list'),
    ...(existsSync(folder) ? readdirSync(folder).sort() : [])
      .filter((name) => /\.(list|sources)$/.test(name))
      .map((name) => join(folder, name)),
  ].filter((file) => existsSync(file));
  const suites = new Set([codename, 'stable', 'oldstable', 'oldoldstable']);
  for (const fields of files.flatMap(parseSources)) {
    const list = (key) => (fields[key] ?? '').split(/\s+/).filter(Boolean);
    if (!list('types').includes('deb') || fields.enabled?.trim() === 'no') continue;
    if (!list('suites').some((suite) => suites.has(suite))) continue;
    if (!list('components').includes('main')) continue;
    const uri = list('uris').find((address) => !address.startsWith('cdrom:'));
    if (uri) return { uri, signedBy: fields['signed-by'] };
  }
  throw new UserError(
    `apt on this machine has no source for Debian ${codename} (component main), so there is no mirror to take Emscripten from.`,
  );
}

/**
 * A private view of another Debian release: its own source list, package lists and empty package
 * state in `folder`; the machine's apt state is neither read nor changed.
 */
export class ReleaseView {
  constructor(folder, suite, { uri, signedBy }) {
    this.folder = folder;
    this.suite = suite;
    for (const part of ['lists/partial', 'cache/archives/partial', 'packages']) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    const architecture = capture('dpkg', ['--print-architecture']).stdout.trim();
    const stanza = [
      'Types: deb',
      `URIs: ${uri}`,
      `Suites: ${suite}`,
      'Components: main',
      `Architectures: ${architecture}`,
      ...(signedBy ? [`Signed-By: ${signedBy}`] : []),
    ];
    writeFileSync(join(folder, 'private.sources'), `${stanza.join('\n')}\n`);
    writeFileSync(join(folder, 'status'), '');
    const settings = {
      'Dir::Etc::sourcelist': join(folder, 'private.sources'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::Etc::preferences': '/dev/null',
      'Dir::Etc::preferencesparts': '/dev/null',
      'Dir::State': folder,
      'Dir::State::lists': join(folder, 'lists'),
      'Dir::State::status': join(folder, 'status'),
      'Dir::Cache': join(folder, 'cache'),
      'APT::Default-Release': '',
      'APT::Sandbox::User': 'root', // the folder is the user's own: apt's helper user cannot enter it
      'Acquire::Languages': 'none',
      'Acquire::Retries': '3',
    };
    this.options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  }

  async update() {
    try {
      await run('apt-get', [...this.options, '-qq', 'update'], { quiet: true });
    } catch {
      throw new UserError(
        `Cannot read the package lists of Debian ${this.suite} (see above). If apt complains about a key, upgrade the package debian-archive-keyring; otherwise check the network.`,
      );
    }
  }

  /** { version, size } of a package, size in bytes. */
  about(name) {
    const shown = capture('apt-cache', [...this.options, 'show', '--no-all-versions', name]).stdout;
    const version = /^Version: (.*)$/m.exec(shown)?.[1];
    if (!version) throw new UserError(`Debian ${this.suite} has no package ${name}.`);
    return { version, size: Number(/^Size: (\d+)$/m.exec(shown)?.[1] ?? 0) };
  }

  /** Downloads packages (apt checks their hashes) and returns { name: file }. */
  async download(names) {
    const cwd = join(this.folder, 'packages');
    await run('apt-get', [...this.options, '-qq', 'download', ...names], { quiet: true, cwd });
    const files = readdirSync(cwd);
    return Object.fromEntries(
      names.map((name) => {
        const file = files.find((entry) => entry.startsWith(`${name}_`));
        if (!file) throw new UserError(`apt-get did not download ${name}.`);
        return [name, join(cwd, file)];
      }),
    );
  }
}
