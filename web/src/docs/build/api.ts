/** The API reference, read out of the types by TypeScript's own compiler, with examples that are run while the page is built. */
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { CourseError } from '../../course/build/source.ts';
import { code, each, escapeHtml, type Shop } from './shop.ts';

export interface Member { name: string; type: string; about: string }
export interface Declared { name: string; kind: 'interface' | 'type' | 'function' | 'class'; about: string; /** What stands after the name of a type. */ text: string; members: Member[] }

const jsDoc = (node: ts.Node): string => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map((doc) => {
  const tags = (doc.tags ?? []).map((tag) => `@${tag.tagName.text} ${ts.getTextOfJSDocComment(tag.comment) ?? ''}`.trim());
  return [ts.getTextOfJSDocComment(doc.comment) ?? '', ...tags].filter(Boolean).join(' ');
}).join(' ').replace(/\s+/g, ' ');
const flat = (text: string) => text.replace(/\s*\n\s*/g, ' ').replace(/\/\*\*[^*]*\*\/\s*/g, '').trim();

/** The exported declarations of a source file, in its order, with those of the files it passes on. */
export function declarationsOf(path: string): Declared[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const exported = (node: ts.Node) => ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  const signature = (node: ts.SignatureDeclarationBase) => flat(`(${node.parameters.map((p) => p.getText(source)).join(', ')})${node.type ? `: ${node.type.getText(source)}` : ''}`);
  const member = (node: ts.TypeElement | ts.ClassElement): Member[] => {
    if (!node.name) return [];
    const name = node.name.getText(source) + ('questionToken' in node && node.questionToken ? '?' : ''), about = jsDoc(node);
    if (ts.isMethodSignature(node)) return [{ name, type: signature(node), about }];
    if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) return [{ name, type: flat(node.type?.getText(source) ?? ''), about }];
    return [];
  };
  return source.statements.flatMap((node): Declared[] => {
    // `export type * from './other'`: what the file passes on is its own to its readers.
    if (ts.isExportDeclaration(node) && !node.exportClause && node.moduleSpecifier) return declarationsOf(join(dirname(path), `${(node.moduleSpecifier as ts.StringLiteral).text.replace(/\.ts$/, '')}.ts`));
    if (!exported(node)) return [];
    const about = jsDoc(node);
    if (ts.isInterfaceDeclaration(node)) {
      const bases = (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((one) => one.getText(source)));
      return [{ name: node.name.text, kind: 'interface', about, text: bases.join(' & '), members: node.members.flatMap(member) }];
    }
    if (ts.isTypeAliasDeclaration(node)) return [{ name: node.name.text, kind: 'type', about, text: flat(node.type.getText(source)), members: [] }];
    if (ts.isFunctionDeclaration(node) && node.name) return [{ name: node.name.text, kind: 'function', about, text: signature(node), members: [] }];
    if (ts.isClassDeclaration(node) && node.name) return [{ name: node.name.text, kind: 'class', about, text: '', members: node.members.flatMap(member) }];
    return [];
  });
}

/** web/content/docs/examples: programs in the order of their numbers; the first comment is what they show, in each language. */
export interface Example { name: string; text: string; about: Record<string, string>; path: string }
export function examplesOf(content: string, languages: string[]): Example[] {
  const folder = join(content, 'docs/examples');
  return readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort().map((name) => {
    const path = join(folder, name), source = readFileSync(path, 'utf8'), about: Record<string, string> = {};
    const text = source.replace(/^\/\/ (\w\w): (.*)\n/gm, (_whole, language: string, words: string) => { about[language] = words; return ''; });
    for (const language of languages) if (!about[language]) throw new CourseError(`docs/examples/${name}`, `begins with no "// ${language}: …"`);
    return { name: name.replace(/^\d+-|\.mjs$/g, ''), text: text.trim(), about, path };
  });
}

const run = promisify(execFile);
/** What an example prints. It finds the package by its name, as anybody's program does. @throws CourseError */
export async function outputOf({ path, name }: Example): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, ['--no-warnings', path], { timeout: 60_000 });
    return stdout.trim();
  } catch (error) {
    throw new CourseError(`docs/examples/${name}`, `does not run: ${(error as Error).message}`);
  }
}

export async function apiPage(shop: Shop): Promise<string> {
  const engine = join(shop.course.root, 'src/engine');
  const types = declarationsOf(join(engine, 'types.ts')).filter(({ name }, i, all) => all.findIndex((one) => one.name === name) === i), calls = declarationsOf(join(engine, 'client.ts')).filter(({ name }) => name === 'createLab');
  const errors = declarationsOf(join(engine, 'errors.ts'));
  const known = new Set([...types, ...calls, ...errors].map(({ name }) => name));
  const linked = (text: string) => escapeHtml(text).replace(/\b[A-Z]\w+\b/g, (name) => (known.has(name) ? `<a href="#${name}">${name}</a>` : name));
  const note = (about: string) => escapeHtml(about).replace(/`([^`]+)`/g, '<code>$1</code>');
  const show = ({ name, kind, about, text, members }: Declared): string => {
    const what = kind === 'function' ? `<pre tabindex="0"><code>${name}${linked(text)}</code></pre>` : text ? `<pre tabindex="0"><code>${kind === 'interface' ? `${name} = ${linked(text)} & { … }` : `${name} = ${linked(text)}`}</code></pre>` : '';
    const table = members.length ? `<dl class="members">${members.map((one) => `<dt><code>${escapeHtml(one.name)}<span class="type">${one.type.startsWith('(') ? '' : ': '}${linked(one.type)}</span></code></dt><dd>${note(one.about)}</dd>`).join('\n')}</dl>` : '';
    return `${shop.heading(3, name, `<code>${name}</code>`)}${about ? `<p lang="en">${note(about)}</p>` : ''}${what}<div lang="en">${table}</div>`;
  };
  const named = (...names: string[]) => names.flatMap((name) => types.filter((one) => one.name === name));
  const first = new Set(['Lab', 'LabOptions', 'LabInfo', 'CallOptions', 'DescentRun', 'Network', 'LabErrorCode']);
  const examples = await Promise.all(examplesOf(shop.course.content, shop.course.languages).map(async (example) => ({ ...example, output: await outputOf(example) })));
  const body = `<h1>${shop.words('card.api')}</h1><p class="lead">${shop.words('card.api.text')}</p>
${code('npm install descent-lab', 'sh')}
${shop.heading(2, 'examples', shop.words('api.examples'))}<p>${shop.words('api.examples.about')}</p>
${examples.map(({ name, text, about, output }) => `<section class="example" id="example-${name}"><p>${each(shop.course, (l) => escapeHtml(about[l]))}</p>${code(text, 'js')}
<div class="output"><p>${shop.words('api.output')}</p><pre tabindex="0"><samp>${escapeHtml(output)}</samp></pre></div></section>`).join('\n')}
${shop.heading(2, 'lab', shop.words('api.lab'))}${[...calls, ...named('LabOptions', 'Lab', 'LabInfo', 'CallOptions', 'DescentRun')].map(show).join('\n')}
${shop.heading(2, 'network', shop.words('api.network'))}${named('Network').map(show).join('\n')}
${shop.heading(2, 'errors', shop.words('api.errors'))}${[...errors.filter(({ kind }) => kind === 'class'), ...named('LabErrorCode')].map(show).join('\n')}
${shop.heading(2, 'types', shop.words('api.types'))}${types.filter(({ name }) => !first.has(name)).map(show).join('\n')}`;
  return shop.page({ titles: shop.all((l) => shop.text(l, 'card.api')), description: shop.text('en', 'card.api.text'), body });
}
