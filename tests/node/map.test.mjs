// Maps without a page: the state and its address, the classes of a picture, and theory beside what the core computes.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createLab } from 'descent-lab';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const presets = JSON.parse(await readFile(join(root, 'web/content/maps.json'), 'utf8'));
let folder, m, lab, catalog;

before(async () => {
  lab = await createLab({ threads: 1 });
  folder = await mkdtemp(join(tmpdir(), 'descent-map-'));
  const modules = ['state/url', 'state/function-state', 'state/map-state', 'widgets/stability', 'widgets/map/classes', 'widgets/map/theory'];
  const name = (path) => path.replaceAll('/', '-');
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((path) => [name(path), join(root, 'web/src', `${path}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.fromEntries(await Promise.all(modules.map(async (path) => [path.split('/').at(-1), await import(pathToFileURL(join(folder, `${name(path)}.js`)).href)])));
  catalog = m['function-state'].withBases(lab.catalog);
});
after(async () => { await lab.dispose(); await rm(folder, { recursive: true, force: true }); });

const bare = presets[0].state;
const state = (fragment) => m['map-state'].decode(m.url.parseFragment(`#v=1&${fragment}`), catalog, bare);
const encoded = (s) => m['map-state'].encode(s, catalog, bare);

describe('the state of a map', () => {
  test('every example is a state of its own, with words in both languages', async () => {
    const seen = new Set();
    for (const { id, state: fragment } of presets) {
      const s = state(fragment), fields = new URLSearchParams(fragment);
      assert.equal(s.base.objective, fields.get('f'), id);
      assert.equal(s.base.optimizer, fields.get('m'), id);
      for (const side of ['x', 'y']) if (fields.has(`a${side}`)) assert.equal(s[side].of, fields.get(`a${side}`), id);
      for (const key of fields.keys()) if (key.startsWith('m.')) assert.ok(catalog.optimizers.find((row) => row.id === s.base.optimizer).params.some((info) => `m.${info.key}` === key), `${id}: ${key}`);
      assert.deepEqual(m['map-state'].decode(new Map(encoded(s)), catalog, bare), s, id);
      seen.add(JSON.stringify(encoded(s)));
      for (const language of ['en', 'vi']) assert.ok(JSON.parse(await readFile(join(root, `web/content/${language}/map.json`), 'utf8'))[`preset.${id}`], `${language}: ${id}`);
    }
    assert.equal(seen.size, presets.length);
    assert.deepEqual(encoded(state(bare)), []);
  });

  test('a thousand random maps survive the address', () => {
    let seed = 11;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647, pick = (list) => list[Math.floor(random() * list.length)];
    const { sidesOf, rangeOf, normalise, coordinateOf } = m['map-state'];
    for (let i = 0; i < 1000; ++i) {
      const objective = pick(catalog.objectives.filter((row) => row.dimension <= 2)), optimizer = pick(catalog.optimizers.filter((row) => row.functions));
      const base = m['function-state'].normalise({
        objective: objective.id, optimizer: optimizer.id, steps: 1 + Math.floor(1999 * random()), seed: Math.floor(100 * random()), noise: pick([0, random()]),
        start: random() < 0.5 ? [] : Array.from({ length: objective.dimension }, () => 10 * random() - 5), optimizerParams: { lr: 10 ** (3 * random() - 3) },
      }, catalog);
      const sides = sidesOf(base, catalog), x = pick(sides), y = pick(sides.filter((side) => side !== x));
      const axis = (of) => {
        const [lo, hi] = rangeOf(of, base, catalog), a = random(), b = random();
        return { of, ...(random() < 0.4 || a === b ? { lo: null, hi: null } : { lo: lo + Math.min(a, b) * (hi - lo), hi: lo + Math.max(a, b) * (hi - lo) }), scale: coordinateOf(of) >= 0 ? 'linear' : pick(['linear', 'log']) };
      };
      const before = normalise({ base, x: axis(x), y: axis(y), show: pick(m['map-state'].pictures), resolution: pick([null, 96, 256]) }, catalog);
      const fragment = m.url.buildFragment(encoded(before));
      assert.deepEqual(m['map-state'].decode(m.url.parseFragment(fragment) ?? new Map(), catalog, bare), before, fragment);
    }
  });

  test('hostile addresses change nothing but what they may', () => {
    const base = state('f=himmelblau');
    for (const fragment of ['ax=__proto__', 'ax=m.nobody&ay=y', 'bx=5,1', 'bx=1', 'bx=a,b', 'by=,', 'by=NaN,1', 'lx=7', 'show=<b>', 'r=9999', 'r=-1', 'constructor=1', '%E0%A4%A=1'])
      assert.deepEqual(state(`f=himmelblau&${fragment}`), base, fragment);
    assert.deepEqual([state('f=pit&ax=y').x.of, state('f=pit&ax=y').y.of], ['x', 'm.lr']);
    assert.deepEqual(state('zzz=1&t=3'), state(bare), 'nothing known: the bare figure');
    const both = state('f=valley&ax=m.lr&ay=m.lr');
    assert.notEqual(both.x.of, both.y.of);
    // Ends that a parameter cannot take are moved to what it can.
    const { hi } = m['map-state'].fullAxis(state('f=valley&m=momentum&ax=m.momentum&bx=-3,7').x, state('f=valley&m=momentum').base, catalog);
    assert.ok(hi < 1);
    assert.equal(state('f=valley&m=momentum&ax=m.momentum&bx=0.5,7').x.lo, 0.5);
  });

  test('choosing a pixel asks for no new picture, and is the pixel\'s own run', async () => {
    const s = state('f=valley&m=momentum&n=40&ax=m.lr&ay=m.momentum'), start = catalog.objectives.find((row) => row.id === 'valley').start;
    const { sweepRequest, atPixel, normalise } = m['map-state'], request = sweepRequest(s, catalog, start, 9, 7), map = await lab.sweep(request);
    for (const [column, row] of [[0, 0], [8, 6], [3, 5], [6, 1]]) {
      const at = atPixel(s, catalog, start, map.x[column], map.y[row]);
      const chosen = normalise({ ...s, base: at }, catalog);
      assert.deepEqual(sweepRequest(chosen, catalog, chosen.base.start.length ? chosen.base.start : start, 9, 7), request);
      const run = await lab.descend(m['function-state'].descendConfig(at, catalog, at.start));
      assert.equal(run.f.at(-1), map.f[row * 9 + column]);
      // The address of the function figure leads to the same run.
      const there = m['function-state'].decode(new Map(m['function-state'].encode(at, catalog)), catalog);
      assert.equal((await lab.descend(m['function-state'].descendConfig(there, catalog, there.start.length ? there.start : start))).f.at(-1), run.f.at(-1));
    }
  });
});

describe('classes of a picture', () => {
  const make = (fragment, width, height) => {
    const s = state(fragment), start = catalog.objectives.find((row) => row.id === s.base.objective).start;
    return lab.sweep(m['map-state'].sweepRequest(s, catalog, start, width, height)).then((map) => ({ ...map, width, height, block: 1, state: s }));
  };
  test('every pixel has one, and the counts add up', async () => {
    const shown = { ...await make('f=himmelblau&m=adam&m.lr=0.1&n=200', 40, 40) };
    for (const picture of ['minimum', 'steps', 'value']) {
      const { classes, of, counts } = m.classes.classify(shown, picture, 0);
      assert.equal(counts.reduce((a, b) => a + b), 1600);
      classes.forEach((cls, k) => assert.equal(counts[k], of.filter((c) => c === k).length, `${picture} ${cls.kind}`));
      for (let i = 0; i < 1600; ++i) {
        const cls = classes[of[i]], number = picture === 'steps' ? shown.steps[i] : shown.f[i];
        if (picture === 'minimum') assert.equal(cls.k, shown.minimum[i]);
        else if (cls.kind === 'band') {
          const bands = classes.filter((c) => c.kind === 'band').length;
          assert.ok((cls.index === 0 || number >= cls.lo) && (cls.index === bands - 1 || number < cls.hi), `${picture}: ${number} in ${cls.lo}..${cls.hi}`);
        }
      }
    }
  });
  test('diverged, away and nowhere are told apart', async () => {
    const shown = await make('f=square&m=gd&n=60&ax=m.lr&ay=x&bx=0.0001,3&lx=0', 60, 1);
    shown.before = Float64Array.of((await lab.point('square', [shown.y[0]])).f);
    const kinds = new Set(Array.from(shown.x, (_, i) => m.classes.fateOf(shown, i).kind));
    assert.deepEqual([...kinds].sort(), ['away', 'minimum', 'none'].sort());
    const far = await make('f=square&m=gd&n=2000&ax=m.lr&ay=x&bx=1.5,20&lx=0', 4, 1);
    far.before = shown.before;
    assert.ok(Array.from(far.x).every((_, i) => m.classes.fateOf(far, i).kind === 'diverged'));
  });
});

describe('theory', () => {
  const quadratics = ['square', 'square-9', 'square-20', 'bowl', 'valley', 'ill-conditioned', 'booth', 'matyas'];
  const spectrum = (id) => {
    const row = catalog.objectives.find((r) => r.id === id), box = row.domain.lo.flatMap((lo, i) => [lo, row.domain.hi[i]]);
    return m.theory.spectrumOf(lab, id, row.start, box);
  };

  test('knows quadratics by their Hessian, and only them', async () => {
    for (const row of catalog.objectives.filter((r) => r.dimension <= 2)) {
      const found = await spectrum(row.id);
      assert.equal(found !== undefined, quadratics.includes(row.id) || row.id === 'linear-regression', row.id);
    }
    assert.deepEqual(await spectrum('valley'), { least: 0.2, most: 4 });
  });

  const methods = ['m=momentum', 'm=momentum&m.form=ema', 'm=momentum&m.form=betaAlpha', 'm=momentum&m.form=torch&m.dampening=0.3', 'm=nesterov', 'm=nesterov&m.form=lookahead', 'm=gd'];
  for (const method of methods) {
    test(`the computed edge of stability lies where theory draws it: ${method}`, async () => {
      for (const id of quadratics) {
        const found = await spectrum(id), other = method === 'm=gd' ? '&ay=x' : '&ay=m.momentum&by=0,0.6';
        const common = `f=${id}&${method}&n=2000&ax=m.lr${other}&lx=0`;
        const most = m.theory.theoryOf(state(common), catalog, found), { lo, hi } = m['map-state'].fullAxis(state(common).y, state(common).base, catalog);
        const reach = 1.25 * Math.max(most.edge(lo), most.edge(hi)), width = 80, s = state(`${common}&bx=${reach / 50},${reach}`);
        const start = catalog.objectives.find((r) => r.id === id).start, theory = m.theory.theoryOf(s, catalog, found);
        const request = m['map-state'].sweepRequest(s, catalog, start, width, 5), map = await lab.sweep(request);
        for (let row = 0; row < 5; ++row) {
          const own = method === 'm=gd' ? start.map((x, i) => (i === 0 ? map.y[row] : x)) : start;
          const shown = { ...map, before: Float64Array.of((await lab.point(id, own)).f) };
          // Where the steepest direction is not started in, nothing shows.
          if (shown.before[0] === 0) continue;
          let edge = 0;
          while (edge < width && ['minimum', 'none'].includes(m.classes.fateOf(shown, row * width + edge).kind)) ++edge;
          const pixel = map.x[1] - map.x[0], between = (map.x[edge - 1] + map.x[edge]) / 2;
          assert.ok(Math.abs(between - theory.edge(map.y[row])) <= 1.5 * pixel, `${id}, row ${row}: computed ${between}, theory ${theory.edge(map.y[row])}, a pixel is ${pixel}`);
        }
      }
    });
  }

  for (const [method, range] of [['m=momentum', '0.02,1'], ['m=momentum&m.form=ema', '0.1,3'], ['m=nesterov', '0.02,0.5'], ['m=gd', '0.02,0.5']]) {
    test(`no setting shrinks the error faster than the best one: ${method}`, async () => {
      const found = await spectrum('valley'), steps = 200, s = state(`f=valley&x=-5,2&n=${steps}&${method}&ax=m.lr&ay=${method === 'm=gd' ? 'x' : 'm.momentum'}&bx=${range}&lx=0`);
      const { best } = m.theory.theoryOf(s, catalog, found), id = s.base.optimizer;
      const perStep = (f, f0) => (f / f0) ** (1 / (2 * steps));
      const optimizer = { id, ...m['function-state'].descendConfig(s.base, catalog, [-5, 2]).optimizer, lr: best.lr, ...(best.momentum !== undefined && { momentum: best.momentum }) };
      const run = await lab.descend({ objective: 'valley', start: [-5, 2], optimizer, steps }), reached = perStep(run.f.at(-1), run.f[0]);
      // Double roots add a factor that grows with the number of steps: little, spread over all of them.
      assert.ok(Math.abs(reached - best.rate) < 0.03, `${reached} a step, ${best.rate} in theory`);
      const map = await lab.sweep(m['map-state'].sweepRequest(s, catalog, [-5, 2], 40, method === 'm=gd' ? 1 : 40));
      const least = Math.min(...Array.from(map.f, (f, i) => (map.status[i] === 0 ? perStep(f, run.f[0]) : Infinity)));
      assert.ok(least > best.rate - 0.01, `${least} a step beats ${best.rate}`);
    });
  }

  test('is silent where it does not hold', async () => {
    const found = await spectrum('valley'), of = (fragment) => m.theory.theoryOf(state(`f=valley&ax=m.lr&ay=m.momentum&m=momentum&${fragment}`), catalog, found);
    assert.ok(of(''));
    for (const fragment of ['s=exponential', 'noise=0.1', 'm.clip=norm', 'm.weightDecay=0.1']) assert.equal(of(fragment), undefined, fragment);
    assert.equal(m.theory.theoryOf(state('f=valley&m=adam&ax=m.lr&ay=m.beta1'), catalog, found), undefined);
    assert.equal(m.theory.theoryOf(state('f=valley&m=momentum&ax=x&ay=y'), catalog, found), undefined);
  });
});
