/** The algorithm reference: a page for each optimizer, schedule and function, out of the catalogue and the page's own equations. */
import type { CatalogRow, ObjectiveRow, OptimizerRow, ParamInfo } from '../../engine/types.ts';
import { objectiveRow, optimizerRow, withBases } from '../../state/function-state.ts';
import { full, short, tex, vector } from '../../state/format.ts';
import { configOf, fieldsOf } from '../../state/reading.ts';
import { buildFragment } from '../../state/url.ts';
import { linesOf, symbolic, type EquationSetting } from '../../widgets/function/equation-model.ts';
import { CourseError } from '../../course/build/source.ts';
import { figure, modulesFor } from './figures.ts';
import { code, each, escapeHtml, plain, type Convention, type Shop, type Value } from './shop.ts';

export const tables = { optimizers: 'optimizers', schedules: 'schedules', functions: 'objectives' } as const;
export type Section = keyof typeof tables;
const sections = Object.keys(tables) as Section[];

const rowsOf = (shop: Shop, section: Section): CatalogRow[] =>
  section === 'optimizers' ? withBases(shop.catalog).optimizers : section === 'functions' ? shop.catalog.objectives : shop.catalog.schedules;

/** All addresses of this part, from docs/. */
export const referencePaths = (shop: Shop): string[] => [...sections.flatMap((section) => rowsOf(shop, section).map(({ id }) => `${section}/${id}`)), 'networks'];

const codeOf = (value: Value): string => (typeof value === 'string' ? `'${value}'` : full(value as number));

function allowed(shop: Shop, info: ParamInfo): string {
  if (info.scale === 'flag') return '<code>true</code>, <code>false</code>';
  if (info.scale === 'choice') return `<ul class="choices">${(info.choices ?? []).map((choice) => {
    const words = each(shop.course, (l) => escapeHtml(shop.word(l, `choices.${info.key}.${choice}`, choice)));
    return `<li><code>'${escapeHtml(choice)}'</code> ${info.key === 'base' ? '' : words}</li>`;
  }).join('')}</ul>`;
  const bound = (x: number | undefined, open: string) => (x === undefined ? open : Math.abs(x) >= 1e12 ? `${x < 0 ? '-' : ''}10^{12}` : tex(x, 6));
  const range = shop.math(`${info.openMin || info.min === undefined ? '(' : '['}${bound(info.min, '-\\infty')},\\; ${bound(info.max, '\\infty')}${info.openMax || info.max === undefined ? ')' : ']'}`);
  return info.scale === 'integer' ? `${range}, ${shop.words('range.any')}` : range;
}

function optionsTable(shop: Shop, params: ParamInfo[]): string {
  if (params.length === 0) return `<p>${shop.words('options.none')}</p>`;
  const rows = params.map((info) => [
    `<code>${info.key}</code>`, info.symbol ? shop.math(info.symbol) : '',
    each(shop.course, (l) => escapeHtml(shop.word(l, `params.${info.key}`, info.key))),
    info.scale === 'flag' || info.scale === 'choice' ? `<code>${escapeHtml(codeOf(info.default))}</code>` : `<data value="${full(info.default as number)}">${short(info.default as number, 6)}</data>`,
    allowed(shop, info),
  ]);
  return shop.table(['option', 'symbol', 'meaning', 'default', 'allowed'].map((key) => shop.words(key)), rows, shop.text('en', 'options'));
}

/** \term{…}{…} marks what pointers find in the living equation; here its content stays. */
const unmarked = (line: string): string => line.replace(/\\term\{\w+\}/g, '');

function equation(shop: Shop, row: OptimizerRow): string {
  const setting = (values: Record<string, Value>): EquationSetting => ({ row, values, noise: 0, batched: false, scheduled: false, dim: 2 });
  const lines = (values: Record<string, Value>) => linesOf(setting(values)).map((line) => symbolic(unmarked(line.tex), setting(values)));
  const usual = lines({});
  if (usual.length === 0) throw new CourseError(`optimizer ${row.id}`, 'has no equation');
  const typeset = (list: string[]) => list.map((line) => shop.math(line, true)).join('\n');
  const variants = row.params.filter((info) => (info.scale === 'choice' || info.scale === 'flag') && !['weightDecayMode', 'clip', 'base'].includes(info.key)).flatMap((info) => {
    const others = info.scale === 'flag' ? [!info.default] : info.choices!.filter((choice) => choice !== info.default);
    return others.flatMap((value) => {
      const changed = lines({ [info.key]: value }).filter((line) => !usual.includes(line));
      if (changed.length === 0) return [];
      const title = each(shop.course, (l) => shop.text(l, 'equation.variant', { option: `<code>${info.key}</code>`, value: `<code>${escapeHtml(codeOf(value))}</code>` }));
      return [`<p class="variant">${title}</p>${typeset(changed)}`];
    });
  });
  return `<p>${shop.rich('equation.about')}</p>${typeset(usual)}${variants.join('\n')}`;
}

/** A library's setting as the state of a figure: only what the row's own parameters can say. */
function checked(row: CatalogRow, { library, set }: Convention): [ParamInfo, Value][] {
  return Object.entries(set).map(([key, value]) => {
    const info = row.params.find((one) => one.key === key);
    const fits = info && (info.scale === 'choice' ? info.choices?.includes(String(value)) : info.scale === 'flag' ? typeof value === 'boolean'
      : typeof value === 'number' && value >= (info.min ?? -Infinity) && value <= (info.max ?? Infinity));
    if (!fits) throw new CourseError(`docs/reference.json, ${row.id}`, `${library}: ${key} = ${String(value)} is none of its options`);
    return [info, value];
  });
}

function conventions(shop: Shop, section: Section, row: CatalogRow, state: string): string {
  const list = shop.data.conventions[row.id];
  if (!list || section === 'functions') return '';
  const prefix = section === 'optimizers' ? 'm' : 's1';
  const rows = list.map((one) => {
    const set = checked(row, one), own = new Map(fieldsOf(state));
    for (const [info, value] of set) if (info.key !== 'lr') own.set(`${prefix}.${info.key}`, typeof value === 'boolean' ? (value ? '1' : '0') : String(value));
    own.set(prefix, row.id);
    const link = `<a href="{root}${section === 'optimizers' ? 'function' : 'schedules'}/${escapeHtml(buildFragment(own))}">${shop.words('conventions.open')}</a>`;
    return [
      `${escapeHtml(one.library)}${one.call ? `<br><code>${escapeHtml(one.call)}</code>` : ''}`,
      set.map(([info, value]) => `<code>${info.key}: ${escapeHtml(codeOf(value))}</code>`).join('<br>') || '–',
      `${one.note ? `${each(shop.course, (l) => escapeHtml(shop.text(l, `note.${one.note}`)))}<br>` : ''}${link}`,
    ];
  });
  return `${shop.heading(2, 'conventions', shop.words('conventions'))}<p>${shop.words('conventions.about')}</p>${
    shop.table([shop.words('library'), shop.words('options'), ''], rows, shop.text('en', 'conventions'))}`;
}

/** The figure's run as a program, and what it ends with. */
async function program(shop: Shop, state: string): Promise<string> {
  const catalog = withBases(shop.catalog), config = configOf(shop.catalog, state);
  const run = await shop.workshop.readings.runOf(state);
  if (run.status === 'diverged' || run.status === 'failed') throw new CourseError('docs/reference.json', `the figure "${state}" ends with "${run.status}": ${run.message}`);
  const fields = new Map(fieldsOf(state)), row = optimizerRow(catalog, { optimizer: fields.get('m') ?? '' })!, objective = objectiveRow(catalog, { objective: fields.get('f') ?? '' })!;
  const different = (params: ParamInfo[], prefix: string) => params.filter((info) => fields.has(`${prefix}.${info.key}`)).map((info) => [info.key, fields.get(`${prefix}.${info.key}`)!] as const);
  const options = [...((row as { wraps?: boolean }).wraps ? [['base', String((config.optimizer as Record<string, Value>).base)] as const] : []), ...different(row.params, 'm')];
  const js = (info: ParamInfo | undefined, text: string) => (info?.scale === 'choice' ? `'${text}'` : info?.scale === 'flag' ? String(text === '1') : text);
  const spec = `{ id: '${row.id}'${options.map(([key, value]) => `, ${key}: ${js(row.params.find((info) => info.key === key), value)}`).join('')} }`;
  const schedule = fields.get('s') ? `\n  schedule: '${fields.get('s')}',` : '';
  const text = `import { createLab } from 'descent-lab';

const lab = await createLab();
const run = await lab.descend({
  objective: '${objective.id}',
  start: [${Array.from(config.start ?? objective.start, Number).join(', ')}],
  optimizer: ${spec},${schedule}
  steps: ${config.steps},
});
console.log(run.steps, run.x.slice(-run.dim), run.f.at(-1));
await lab.dispose();`;
  const x = vector(run.x.slice(-run.dim), 4), f = short(run.f[run.f.length - 1], 4);
  return `${shop.heading(2, 'code', shop.words('code'))}${code(text, 'js')}<p>${shop.words('code.result', { steps: run.steps, x, f })}</p>`;
}

function lessonLink(shop: Shop, id: string): string {
  const base = { adamw: 'adam', amsgrad: 'adam', sam: 'sharpness', asam: 'sharpness', newton: 'second-order', bfgs: 'second-order', lbfgs: 'second-order', gd: 'update-rule' } as Record<string, string>;
  const lesson = shop.course.lessons.find((one) => one.slug === id) ?? shop.course.lessons.find((one) => one.slug === base[id]);
  return lesson ? `<p>${shop.words('lesson')} <a href="{root}course/${lesson.slug}/">${each(shop.course, (l) => escapeHtml(plain(lesson.text[l].title)))}</a>.</p>` : '';
}

async function optimizer(shop: Shop, row: OptimizerRow & { wraps?: boolean }): Promise<{ html: string; elements: string[] }> {
  const state = `m=${row.id}&${shop.data.figures[row.id] ?? shop.data.figures.usual}`;
  const needs = each(shop.course, (l) => {
    const list = new Intl.ListFormat(l).format(row.needs.map((need) => shop.text(l, `needs.${need}`)));
    const state = row.state.map((name) => `<code>${name}</code>`).join(', ');
    return shop.text(l, row.state.length ? 'needs.line' : 'needs.line.none', { needs: escapeHtml(list), state });
  });
  const html = [
    figure(shop, { element: 'descent-function', state, hide: 'preset schedule noise charts table link' }),
    shop.heading(2, 'equation', shop.words('equation')), equation(shop, row),
    `<p>${needs} ${shop.words(row.networks ? 'runs.both' : 'runs.functions')}${row.wraps ? ` ${shop.words('wraps')}` : ''}</p>`,
    shop.heading(2, 'options', shop.words('options')), optionsTable(shop, row.params),
    conventions(shop, 'optimizers', row, state),
    await program(shop, state),
  ].join('\n');
  return { html, elements: ['descent-function'] };
}

function schedule(shop: Shop, row: CatalogRow): { html: string; elements: string[] } {
  const state = `${shop.data.scheduleFigure}&s1=${row.id}`;
  const html = [
    figure(shop, { element: 'descent-schedule', state, hide: 'preset table link function' }),
    shop.heading(2, 'equation', shop.words('equation')), shop.math((row as CatalogRow & { formula: string }).formula, true),
    shop.heading(2, 'options', shop.words('options')), optionsTable(shop, row.params),
    conventions(shop, 'schedules', row, state),
  ].join('\n');
  return { html, elements: ['descent-schedule'] };
}

function objective(shop: Shop, row: ObjectiveRow): { html: string; elements: string[] } {
  const living = { element: 'descent-function', state: `f=${row.id}&${shop.data.functionFigure}`, hide: 'preset schedule noise charts table link' };
  const facts: [string, string][] = [
    ['dimension', `${row.dimension}${row.anyDimension ? `, ${shop.words('dimension.any')}` : ''}`],
    ['domain', shop.math(row.domain.lo.map((lo, i) => `[${tex(lo)}, ${tex(row.domain.hi[i])}]`).slice(0, 2).join(' \\times '))],
    ['start', vector(row.start)],
    ...(row.starts.length ? [['starts', row.starts.map((x) => vector(x)).join(', ')] as [string, string]] : []),
    ['minima', row.minima.length ? row.minima.map(({ x, f }) => `${vector(x)}, ${shop.math(`f = ${tex(f)}`)}`).join('<br>') : shop.words('minima.none')],
  ];
  const html = [
    row.dimension <= 2 ? figure(shop, living) : '',
    shop.heading(2, 'formula', shop.words('formula')), shop.math(`f = ${row.formula}`, true),
    `<dl class="facts">${facts.map(([key, value]) => `<dt>${shop.words(key)}</dt><dd>${value}</dd>`).join('')}</dl>`,
    shop.heading(2, 'options', shop.words('options')), optionsTable(shop, row.params),
  ].join('\n');
  return { html, elements: row.dimension <= 2 ? ['descent-function'] : [] };
}

function networks(shop: Shop): string {
  const part = (table: 'activations' | 'losses' | 'initializers') => shop.heading(2, table, shop.words(table)) + shop.catalog[table].map((row) => {
    const { formula, slope } = row as CatalogRow & { formula?: string; slope?: string };
    return `${shop.heading(3, row.id, escapeHtml(row.name))}
<p>${formula ? shop.math(formula, true) : ''}${slope ? shop.math(`\\text{d}/\\text{d}z:\\; ${slope}`, true) : ''}</p>
${row.params.length ? optionsTable(shop, row.params) : ''}<p class="source">${escapeHtml(row.citation)}</p>`;
  }).join('\n');
  return shop.page({
    titles: shop.all((l) => shop.text(l, 'networks')), description: shop.text('en', 'networks.lead'), crumb: crumbs(shop),
    body: `<h1>${shop.words('networks')}</h1><p class="lead">${shop.words('networks.lead')}</p>${part('activations')}${part('losses')}${part('initializers')}`,
  });
}

const crumbs = (shop: Shop): string => `<a href="{root}docs/algorithms/">${shop.words('card.algorithms')}</a>`;

/** Undefined where the reference has no such page. */
export async function referencePage(shop: Shop, path: string): Promise<string | undefined> {
  if (path === 'networks') return networks(shop);
  const [section, id] = path.split('/') as [Section, string];
  const row = section in tables ? rowsOf(shop, section).find((one) => one.id === id) : undefined;
  if (!row) return undefined;
  const table = tables[section];
  const { html, elements } = section === 'optimizers' ? await optimizer(shop, row as OptimizerRow) : section === 'schedules' ? schedule(shop, row) : objective(shop, row as ObjectiveRow);
  const about = shop.all((l) => shop.about(l, table, row.id) ?? '');
  return shop.page({
    titles: shop.all((l) => shop.name(l, table, row)), description: about.en, crumb: `${crumbs(shop)} <span aria-hidden="true">›</span> ${shop.words(section)}`,
    modules: modulesFor(shop, elements),
    body: `<h1>${each(shop.course, (l) => escapeHtml(shop.name(l, table, row)))}</h1>
<p class="lead">${each(shop.course, (l) => escapeHtml(about[l]))}</p>
${html}
${shop.heading(2, 'source', shop.words('source'))}<p>${escapeHtml(row.citation)}</p>
${section === 'functions' ? '' : lessonLink(shop, row.id)}`,
  });
}

/** The list of all of them, by family. */
export function algorithmsPage(shop: Shop): string {
  const list = (section: Section) => {
    const rows = rowsOf(shop, section), families = [...new Set(rows.map((row) => row.family))], table = tables[section];
    return shop.heading(2, section, shop.words(section)) + families.map((family) => `<h3>${each(shop.course, (l) => escapeHtml(shop.word(l, `families.${family}`, family)))}</h3>
<ul class="index">${rows.filter((row) => row.family === family).map((row) => `<li><a href="{root}docs/${section}/${row.id}/">${each(shop.course, (l) => escapeHtml(shop.name(l, table, row)))}</a> <span>${each(shop.course, (l) => escapeHtml(shop.about(l, table, row.id) ?? ''))}</span></li>`).join('\n')}</ul>`).join('\n');
  };
  return shop.page({
    titles: shop.all((l) => shop.text(l, 'card.algorithms')), description: shop.text('en', 'card.algorithms.text'),
    body: `<h1>${shop.words('card.algorithms')}</h1><p class="lead">${shop.words('algorithms.lead')}</p>
${sections.map(list).join('\n')}
${shop.heading(2, 'networks', shop.words('networks'))}<p><a href="{root}docs/networks/">${shop.words('networks')}</a>: ${shop.words('networks.lead')}</p>`,
  });
}

/** What the search finds of this part. */
export const referenceEntries = (shop: Shop, language: string): { title: string; text: string; path: string }[] =>
  sections.flatMap((section) => rowsOf(shop, section).map((row) => ({
    title: shop.name(language, tables[section], row), path: `${section}/${row.id}`,
    text: [shop.about(language, tables[section], row.id) ?? '', row.id, row.citation, ...row.params.map((info) => info.key)].join(' '),
  })));

