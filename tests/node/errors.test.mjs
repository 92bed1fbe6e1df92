// Bad input: each call is refused with a code, a path to the field and a sentence, and the lab goes on.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createLab, LabError } from 'descent-lab';

const good = { objective: 'bowl', start: [6, 9], optimizer: { id: 'gd', lr: 0.1 }, steps: 3 };
const deep = (n) => '('.repeat(n) + 'x' + ')'.repeat(n);

const refused = [
  ['unknown optimizer', { optimizer: 'adamm' }, 'unknown-id', 'optimizer', /"adam"/],
  ['unknown objective', { objective: 'rosenbrok', start: undefined }, 'unknown-id', /^objective/, /"rosenbrock"/],
  ['unknown schedule', { schedule: { id: 'cosinus' } }, 'unknown-id', /^schedule/, /nearest/],
  ['unknown field', { optimizer: { id: 'adam', beta: 0.9 } }, 'unknown-key', 'optimizer.beta', /"beta1"/],
  ['unknown field of the run', { stepz: 3 }, 'unknown-key', 'stepz', /"steps"/],
  ['lr 0', { optimizer: { id: 'gd', lr: 0 } }, 'out-of-range', 'optimizer.lr', /greater than 0/],
  ['lr negative', { optimizer: { id: 'adam', lr: -0.1 } }, 'out-of-range', 'optimizer.lr', /-0\.1/],
  ['lr NaN', { optimizer: { id: 'gd', lr: NaN } }, 'out-of-range', 'optimizer.lr', /NaN/],
  ['lr infinite', { optimizer: { id: 'gd', lr: Infinity } }, 'out-of-range', 'optimizer.lr', /Infinity/],
  ['lr a string', { optimizer: { id: 'gd', lr: '0.1' } }, 'invalid-type', 'optimizer.lr', /"0\.1"/],
  ['beta1 = 1', { optimizer: { id: 'adam', beta1: 1 } }, 'out-of-range', 'optimizer.beta1', /less than 1/],
  ['beta2 < 0', { optimizer: { id: 'adam', beta2: -0.5 } }, 'out-of-range', 'optimizer.beta2', /-0\.5/],
  ['unknown choice', { optimizer: { id: 'momentum', form: 'light' } }, 'unknown-id', 'optimizer.form', /"heavy"/],
  ['steps negative', { steps: -1 }, 'out-of-range', 'steps', /-1/],
  ['steps half', { steps: 2.5 }, 'invalid-type', 'steps', /whole/],
  ['too many steps', { steps: 1e9 }, 'out-of-range', 'steps', /1000000/],
  ['start of the wrong length', { objective: 'beale', start: [1] }, 'out-of-range', /start|objective/, /./],
  ['start with NaN', { start: [1, NaN] }, 'invalid-type', 'start[1]', /NaN/],
  ['expression cut short', { objective: { expression: 'x^2 +' }, start: [1] }, 'syntax', 'objective.expression', /\d/],
  ['expression with an unknown name', { objective: { expression: 'sine(x)' }, start: [1] }, /syntax|unknown-id/, 'objective.expression', /sin/],
  ['expression too deep', { objective: { expression: deep(500) }, start: [1] }, /syntax|too-large/, 'objective.expression', /./],
  ['expression too long', { objective: { expression: 'x+'.repeat(5000) + 'x' }, start: [1] }, /syntax|too-large/, 'objective.expression', /./],
  ['no optimizer', { optimizer: undefined }, 'missing', /optimizer/, /id/],
];

describe('descend refuses', async () => {
  const lab = await createLab({ threads: 1 });
  after(() => lab.dispose());

  for (const [name, change, code, path, message] of refused) {
    it(name, async () => {
      await assert.rejects(lab.descend({ ...good, ...change }), (e) => {
        assert.ok(e instanceof LabError, String(e));
        assert.match(e.code, code instanceof RegExp ? code : new RegExp(`^${code}$`));
        if (path instanceof RegExp) assert.match(e.path, path); else assert.equal(e.path, path);
        assert.match(e.message, message);
        return true;
      });
    });
  }

  it('and still works', async () => {
    const run = await lab.descend(good);
    [4.8, 7.2].forEach((x, i) => assert.ok(Math.abs(run.x[2 + i] - x) < 1e-14));
  });
});

describe('createLab refuses', () => {
  for (const [options, path] of [[{ simd: 'fast' }, 'simd'], [{ threads: 0 }, 'threads'], [{ threads: 1.5 }, 'threads']]) {
    it(JSON.stringify(options), async () => {
      await assert.rejects(createLab(options), (e) => e instanceof LabError && e.path === path);
    });
  }
});
