/**
 * The first-order rules as lines of Python, for the cases where a library's own optimizer follows another convention: x, g
 * (the gradient), lr and t (1 in the first step) are given, `L` stands for the library of tensors.
 */
import type { ParamValue } from '../../state/params.ts';

export interface Rule {
  /** What the method remembers and what it starts with. */
  state: Record<string, number>;
  lines: string[];
  /** Where the gradient is taken, if not at x. */
  at?: string;
}
type Options = Record<string, ParamValue>;

const moments = ['m = {beta1} * m + (1 - {beta1}) * g', 'v = {beta2} * v + (1 - {beta2}) * g * g'];
const first = '(1 - {beta1}**t)', second = '(1 - {beta2}**t)';

/** Undefined where a rule needs more than a gradient and a few lines. */
export function ruleOf(id: string, o: Options): Rule | undefined {
  const rule = plainRule(id, o);
  // A decayed weight and a cut gradient come before every rule.
  if (!rule) return undefined;
  const before: string[] = [], decay = Number(o.weightDecay ?? 0) !== 0;
  if (o.clip === 'value') before.push('g = L.clip(g, -{clipThreshold}, {clipThreshold})');
  if (o.clip === 'norm') before.push('size = sum(g * g) ** 0.5', 'g = g * min(1.0, {clipThreshold} / float(size)) if float(size) > 0 else g');
  if (decay && o.weightDecayMode === 'l2') before.push('g = g + {weightDecay} * x');
  if (decay && o.weightDecayMode === 'decoupled') before.push('x = x * (1 - lr * {weightDecay})');
  if (decay && o.weightDecayMode === 'decoupledFixed') before.push('x = x * (1 - {weightDecay})');
  const fill = (line: string) => line.replace(/\{(\w+)\}/g, (_whole, key: string) => String(o[key]));
  return { ...rule, at: rule.at && fill(rule.at), lines: [...before, ...rule.lines].map(fill) };
}

function plainRule(id: string, o: Options): Rule | undefined {
  switch (id) {
    case 'gd': return { state: {}, lines: ['x = x - lr * g'] };
    case 'momentum': return { state: { v: 0 }, lines: ({
      heavy: ['v = {momentum} * v - lr * g', 'x = x + v'],
      ema: ['v = {momentum} * v + (1 - {momentum}) * g', 'x = x - lr * v'],
      betaAlpha: ['v = {momentum} * v + lr * g', 'x = x - v'],
      torch: ['v = {momentum} * v + (g if t == 1 else (1 - {dampening}) * g)', 'x = x - lr * v'],
    } as Record<string, string[]>)[String(o.form)] };
    case 'nesterov': return o.form === 'interim'
      ? { state: { v: 0 }, at: 'x + {momentum} * v', lines: ['v = {momentum} * v - lr * g', 'x = x + v'] }
      : { state: { v: 0 }, lines: ['v = {momentum} * v + g', 'x = x - lr * (g + {momentum} * v)'] };
    case 'adagrad': return { state: { s: Number(o.accumulatorInit) }, lines: ['s = s + g * g',
      `x = x - lr${Number(o.lrDecay) ? ' / (1 + (t - 1) * {lrDecay})' : ''} * g / ${o.epsPlace === 'inside' ? '(s + {eps}) ** 0.5' : '(s ** 0.5 + {eps})'}`] };
    case 'adadelta': return { state: { s: 0, u: 0 }, lines: ['s = {rho} * s + (1 - {rho}) * g * g', 'd = ((u + {eps}) / (s + {eps})) ** 0.5 * g', 'u = {rho} * u + (1 - {rho}) * d * d', 'x = x - lr * d'] };
    case 'rmsprop': {
      const centered = o.centered === true, moving = Number(o.momentum) !== 0, spread = centered ? 'L.relu(s - q * q)' : 's';
      const root = { inside: `(${spread} + {eps}) ** 0.5`, outside: `(${centered ? spread : 's'} ** 0.5 + {eps})`, none: `${spread} ** 0.5` }[String(o.epsPlace)];
      return { state: { s: 0, ...(centered && { q: 0 }), ...(moving && { b: 0 }) }, lines: ['s = {rho} * s + (1 - {rho}) * g * g', ...(centered ? ['q = {rho} * q + (1 - {rho}) * g'] : []),
        ...(moving ? [`b = {momentum} * b + g / ${root}`, 'x = x - lr * b'] : [`x = x - lr * g / ${root}`])] };
    }
    case 'adam': case 'adamw': {
      const one = o.biasCorrection === 'none' ? '' : ` / ${first}`, weight = o.biasCorrection === 'both' ? second : o.biasCorrection === 'beta1Both' ? first : '';
      const vhat = weight ? `v / ${weight}` : 'v';
      const root = o.epsPlace === 'inside' ? `(${vhat} + {eps}) ** 0.5` : o.epsPlace === 'both' ? `((${vhat} + {epsRoot}) ** 0.5 + {eps})` : o.epsPlace === 'outside' ? `((${vhat}) ** 0.5 + {eps})` : '(v ** 0.5 + {eps})';
      const rate = o.epsPlace === 'outsideHat' && weight ? `lr * ${weight} ** 0.5${one}` : `lr${one}`;
      return { state: { m: 0, v: 0 }, lines: [...moments, `x = x - ${rate} * m / ${root}`] };
    }
    case 'amsgrad': return { state: { m: 0, v: 0, largest: 0 }, lines: [...moments, ...({
      rawMax: ['largest = L.maximum(largest, v)', `x = x - lr / ${first} * m / ((largest / ${second}) ** 0.5 + {eps})`],
      correctedMax: [`largest = L.maximum(largest, v / ${second})`, `x = x - lr / ${first} * m / (largest ** 0.5 + {eps})`],
      paper: ['largest = L.maximum(largest, v)', 'x = x - lr * m / (largest ** 0.5 + {eps})'],
    } as Record<string, string[]>)[String(o.variant)]] };
    case 'adamax': return { state: { m: 0, u: 0 }, lines: [moments[0], `u = L.maximum({beta2} * u, abs(g)${o.epsPlace === 'inMax' ? ' + {eps}' : ''})`, `x = x - lr / ${first} * m / ${o.epsPlace === 'outside' ? '(u + {eps})' : 'u'}`] };
    case 'adabelief': return o.rectify === true ? undefined
      : { state: { m: 0, s: 0 }, lines: [moments[0], 's = {beta2} * s + (1 - {beta2}) * (g - m) ** 2 + {eps}', `x = x - lr / ${first} * m / ((s / ${second}) ** 0.5 + {eps})`] };
    case 'yogi': return { state: { m: Number(o.accumulatorInit), v: Number(o.accumulatorInit) }, lines: [moments[0], 'v = v - (1 - {beta2}) * L.sign(v - g * g) * g * g', `x = x - lr / ${first} * m / ((v / ${second}) ** 0.5 + {eps})`] };
    case 'lion': return { state: { m: 0 }, lines: ['x = x - lr * L.sign({beta1} * m + (1 - {beta1}) * g)', 'm = {beta2} * m + (1 - {beta2}) * g'] };
    default: return undefined;
  }
}
