// State → link → state: a thousand random states of every figure come back equal, through the address that is copied and
// through an element's attributes, whose names HTML lowers. With the real catalogue, in Node.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLab } from 'descent-lab';
import { pure, seeded } from './pure.mjs';

const content = resolve(dirname(fileURLToPath(import.meta.url)), '../../web/content');
const json = async (name) => JSON.parse(await readFile(join(content, `${name}.json`), 'utf8'));
const rounds = 1000;
let url, fn, compare, average, map, backprop, network, worked, address, bundle, lab, catalog, presets;

before(async () => {
  bundle = await pure('state/url', 'state/function-state', 'state/compare-state', 'state/average-state', 'state/map-state', 'state/backprop-state',
    'state/network-state', 'state/worked-state', 'state/spelling');
  [url, fn, compare, average, map, backprop, network, worked, address] = bundle.modules;
  lab = await createLab({ threads: 1, simd: 'baseline' });
  catalog = fn.withBases(lab.catalog);
  presets = { m: await json('races'), s: await json('schedules'), average: (await json('averages'))[0].state, map: (await json('maps'))[0].state, backprop: (await json('backprops'))[0].state };
});
after(async () => {
  lab?.dispose();
  await bundle?.close();
});

/** Random values of a row's parameters, some far outside what its sliders offer, some with all their digits. */
function values(row, { random, pick, chance }) {
  const number = (p) => pick([() => p.lo + random() * (p.hi - p.lo), () => p.lo, () => p.hi, () => p.min ?? -1e300 * random(), () => p.max ?? 1e300 * random(), () => (random() - 0.5) * 10 ** (600 * random() - 300), () => -0])();
  return Object.fromEntries((row?.params ?? []).filter(() => chance(0.5)).map((p) =>
    [p.key, p.scale === 'choice' ? pick(p.choices) : p.scale === 'flag' ? chance(0.5) : number(p)]));
}
const expressions = ['x^2', '(x-1)^2+y^4/3', 'sin(3*x)+x^2/10', '1e3*x*x&m=adam', 'a=b#c%d', '"<b>x</b>" + y', 'x² + y²', ' x  +  y ', '𝑥'.repeat(150), 'x+'.repeat(149)];

/** A function figure's state that the page could have. */
function functionState(r, allowed = catalog) {
  const { random, pick, chance, below } = r, wide = () => pick([() => (random() - 0.5) * 10, () => (random() - 0.5) * 1e12, () => Math.round(random() * 9), () => -0])();
  const objective = chance(0.2) ? '' : pick(allowed.objectives.filter(fn.drawable)).id, row = allowed.objectives.find((o) => o.id === objective);
  const dim = row?.dimension ?? pick([1, 2]), optimizer = pick(allowed.optimizers.filter((o) => o.functions)), schedule = pick(allowed.schedules);
  const corner = Array.from({ length: dim }, () => (random() - 0.5) * 1e3), steps = 1 + below(chance(0.5) ? 3000 : 120);
  return fn.normalise({
    objective, expression: objective === '' ? pick(expressions) : '', objectiveParams: values(row, r), start: chance(0.7) ? Array.from({ length: dim }, wide) : [],
    optimizer: optimizer.id, optimizerParams: values(optimizer, r), schedule: schedule.id, scheduleParams: values(schedule, r), steps,
    frame: chance(0.5) ? below(steps + 1) : null, noise: pick([0, 0, 0.1, random() * 1e7]), seed: below(2 ** 31), view: chance(0.3) ? corner.flatMap((lo) => [lo, lo + random() + 1e-6]) : null,
  }, allowed);
}

/** Equal through the link as it is copied, and through attributes. */
function survives(state, encode, decode) {
  const fields = encode(state), link = `https://lab.example/page/${url.buildFragment(fields)}`;
  const fragment = new URL(link).hash, read = fragment === '' ? new Map() : url.parseFragment(fragment);
  assert.deepEqual(decode(read), state, link);
  const attributes = new Map(fields.map(([key, value]) => [key.toLowerCase(), value]));
  assert.deepEqual(decode(address.respelt(attributes, catalog)), state, `as attributes: ${link}`);
  return fields.length;
}

/** Runs the rounds and sees that they were no empty ones. */
function thousand(seed, make, encode, decode) {
  const r = seeded(seed), sizes = new Set();
  for (let i = 0; i < rounds; ++i) sizes.add(survives(make(r), encode, decode));
  assert.ok(sizes.size > 3, `only ${[...sizes]} keys`);
}

test('function figures', () => thousand(3, (r) => functionState(r), (s) => fn.encode(s, catalog), (f) => fn.decode(f, catalog)));

for (const kind of ['m', 's']) test(kind === 'm' ? 'races' : 'schedules', () => {
  const compared = { kind, presets: presets[kind] };
  const make = (r) => {
    const made = functionState(r), plain = fn.defaultState(catalog), rows = compare.entryRows(catalog, kind), { batchInfo } = compare;
    const other = kind === 'm' ? { optimizer: plain.optimizer, optimizerParams: {} } : {};
    const base = fn.normalise({ ...made, ...other, schedule: plain.schedule, scheduleParams: {} }, catalog), info = batchInfo(fn.objectiveRow(catalog, base));
    const entries = Array.from({ length: 1 + r.below(compare.mostEntries) }, () => {
      const row = r.pick(rows), clean = compare.cleanEntry({ id: row.id, params: values(row, r), ...(r.chance(0.5) && { batch: 1 + r.below(50) }) }, row, info);
      return clean;
    });
    return { base, entries, axis: r.pick(compare.axes), tolerance: r.pick([1e-3, 1e-9, 10 ** (18 * r.random() - 12)]) };
  };
  thousand(kind === 'm' ? 5 : 7, make, (s) => compare.encode(s, catalog, compared), (f) => compare.decode(f, catalog, compared));
});

/** What the other source would need is not part of a figure's link. */
function averageState(raw) {
  const bare = average.decode(new Map(), presets.average), { count, noise, seed, values: series } = bare;
  const state = average.normalise(raw);
  return average.normalise({ ...state, ...(state.from === 'list' ? { count, noise, seed } : { values: series }) });
}
test('moving averages', () => thousand(11, (r) => averageState({
  from: r.pick(average.sources), values: Array.from({ length: 1 + r.below(250) }, () => r.pick([r.below(9), (r.random() - 0.5) * 1e10, -0, r.random() / 3e-200])),
  count: r.below(300), noise: r.random() * 2000, seed: r.below(2 ** 31), window: r.below(300), rho: r.pick([r.random(), 1, 0]), init: r.pick(average.inits), biasCorrection: r.chance(0.5),
  at: r.chance(0.5) ? r.below(300) : null,
}), (s) => average.encode(s, presets.average), (f) => average.decode(f, presets.average)));

test('maps', () => thousand(13, (r) => {
  const base = functionState(r), sides = map.sidesOf(base, catalog);
  const axis = () => {
    const of = r.pick(sides), [a, b] = map.rangeOf(of, base, catalog), lo = a + r.random() * (b - a);
    return { of, ...(r.chance(0.5) ? { lo: null, hi: null } : { lo, hi: lo + r.random() * (b - lo) }), scale: r.pick(['linear', 'log']) };
  };
  return map.normalise({ base, x: axis(), y: axis(), show: r.pick(map.pictures), resolution: r.pick([null, ...map.resolutions]) }, catalog);
}, (s) => map.encode(s, catalog, presets.map), (f) => map.decode(f, catalog, presets.map)));

test('backpropagation', () => thousand(17, (r) => {
  const layers = Array.from({ length: 2 + r.below(3) }, () => 1 + r.below(5)), row = r.pick(catalog.activations), number = () => r.pick([r.below(3), (r.random() - 0.5) * 300, r.random() * 1e-9, -0]);
  return backprop.normalise({
    task: r.pick(backprop.tasks), layers, activation: row.id, activationParams: values(row, r), initializer: r.pick(catalog.initializers).id, seed: r.below(2 ** 31),
    inputs: Array.from({ length: r.below(5) }, r.random), target: Array.from({ length: r.below(5) }, number), edits: Object.fromEntries(Array.from({ length: r.below(70) }, () => [r.below(90), number()])),
    lr: r.random() * 3, updates: r.below(700), stage: r.chance(0.5) ? r.below(20) : null, pick: r.below(60), nudge: r.below(9) - 7,
  }, catalog);
}, (s) => backprop.encode(s, presets.backprop, catalog), (f) => backprop.decode(f, presets.backprop, catalog)));

test('networks', () => thousand(19, (r) => {
  const pick = (rows) => r.pick(rows), a = pick(catalog.activations), i = pick(catalog.initializers), m = pick(lab.catalog.optimizers.filter((o) => o.networks)), s = pick(catalog.schedules);
  return network.normaliseNetwork({
    data: r.pick([...network.sources.filter((one) => one !== 'own'), ...lab.catalog.toys.map((row) => row.id)]), toyParams: { samples: r.below(3000), noise: r.random() }, dataSeed: r.below(2 ** 31),
    labelNoise: r.random() * 1.2, validation: r.random(), dropout: r.random() * 1.2, loss: r.pick(catalog.losses).id, hidden: Array.from({ length: r.below(12) }, () => 1 + r.below(3000)),
    activation: a.id, activationParams: values(a, r), initializer: i.id, initializerParams: values(i, r), optimizer: m.id, optimizerParams: values(m, r), schedule: s.id, scheduleParams: values(s, r),
    batch: 1 + r.below(9000), seed: r.below(2 ** 31), epochs: r.below(2000), smoothing: r.random() * 1.2,
  }, lab.catalog);
}, (s) => network.encodeNetwork(s, lab.catalog), (f) => network.decodeNetwork(f, lab.catalog)));

test('exercises by hand', () => thousand(23, (r) => worked.normalise({ base: functionState(r), step: r.chance(0.5) ? r.below(2500) : null, turn: r.chance(0.5) }),
  (s) => worked.encode(s, catalog), (f) => worked.decode(f, catalog)));

test('what is no state of a figure leaves every figure as it was', () => {
  const nested = '('.repeat(20_000), hostile = [
    '', '#', '#v=2&f=pit', '#v=1&&&==&=x', '#v=1&f=<img src=x onerror=alert(1)>', '#v=1&m=__proto__&f=constructor&s=toString&task=hasOwnProperty',
    '#v=1&%E0%A4%A=1', `#v=1&q=${'x'.repeat(1 << 20)}`, `#v=1&e=${nested}`, '#v=1&unknown=1&lock=all&hide=all', '#v=1&n=1e999&t=NaN&seed=-Infinity&noise=0x',
    '#v=1&x=NaN,1&b=1,0,1,0&m.lr=abc&m.__proto__=1&s.constructor=2', '#v=1&layers=&w=:::,,,&y=,&h=&p=', '#v=1&ax=z&by=,&lx=7&r=all&show=none', '#v=1&m1=none&s1=none&axis=none&tol=-1',
  ];
  const figures = {
    function: (f) => fn.decode(f, catalog), race: (f) => compare.decode(f, catalog, { kind: 'm', presets: presets.m }), schedule: (f) => compare.decode(f, catalog, { kind: 's', presets: presets.s }),
    average: (f) => average.decode(f, presets.average), backprop: (f) => backprop.decode(f, presets.backprop, catalog), network: (f) => network.decodeNetwork(f, lab.catalog),
    worked: (f) => worked.decode(f, catalog),
  };
  for (const [name, decode] of Object.entries(figures)) {
    const bare = decode(new Map());
    for (const fragment of hostile) {
      const fields = url.parseFragment(fragment);
      if (fields) assert.deepEqual(decode(fields), bare, `${name}: ${fragment.slice(0, 60)}`);
    }
  }
  assert.equal({}.lr, undefined);
  // A map takes any key of a function figure for a whole map: every part of it must still be one the catalogue has.
  for (const fragment of hostile) {
    const fields = url.parseFragment(fragment), state = fields && map.decode(fields, catalog, presets.map);
    if (state) survives(state, (s) => map.encode(s, catalog, presets.map), (f) => map.decode(f, catalog, presets.map));
  }
});

test('a parameter alone changes the figure\'s own method', () => {
  const compared = { kind: 's', presets: presets.s }, bare = compare.decode(new Map(), catalog, compared), changed = compare.decode(new Map([['m.lr', '0.125']]), catalog, compared);
  assert.deepEqual(changed, { ...bare, base: { ...bare.base, optimizerParams: { ...bare.base.optimizerParams, lr: 0.125 } } });
});

test('huge numbers are clamped to what each figure allows', () => {
  const fields = new Map(Object.entries({ f: 'pit', x: '1e308', n: '1e308', t: '1e308', noise: '1e308', seed: '1e308', 'm.lr': '1e308', m: 'gd', k: '1e308', rho: '1e308', w: '0:1e308', p: '1e308', b: '1e308', layers: '9e9-9e9', l: '999999999', r: '1e308' }));
  const state = fn.decode(fields, catalog);
  assert.ok(state.steps <= fn.limits.steps && state.noise <= fn.limits.noise && state.seed <= fn.limits.seed && Math.abs(state.start[0] ?? 0) <= fn.limits.coordinate);
  const b = backprop.decode(fields, presets.backprop, catalog);
  assert.ok(Object.values(b.edits).every((x) => Math.abs(x) <= backprop.limits.weight) && b.layers.every((n) => n <= backprop.limits.units) && b.updates <= backprop.limits.updates);
  const net = network.decodeNetwork(fields, lab.catalog);
  assert.ok(net.hidden.every((n) => n <= network.networkLimits.units) && net.batch <= network.networkLimits.batch && net.epochs <= network.networkLimits.epochs);
  assert.ok(average.decode(fields, presets.average).rho <= average.limits.rho);
});
