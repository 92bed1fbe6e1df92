/** Which of a library's own optimizers does exactly what a method with these settings does. */
import type { ParamValue } from '../../state/params.ts';

export interface Own {
  /** The constructor with its arguments; `lr` stands for the learning rate. */
  call: string;
  /** What the library calls or does differently, for a comment. */
  notes: string[];
}
type Options = Record<string, ParamValue>;
type Find = (o: Options, constantRate: boolean) => Own | undefined;

const own = (call: string, ...notes: string[]): Own => ({ call, notes });
const flag = (x: unknown) => (x ? 'True' : 'False');
/** Decay of the weights and cutting of gradients are written out, as the libraries do them in different places. */
const plain = (o: Options) => Number(o.weightDecay ?? 0) === 0 && (o.clip ?? 'none') === 'none';

const torch: Record<string, Find> = {
  gd: () => own('SGD([x], lr=$lr)'),
  momentum(o, constant) {
    if (o.form === 'torch') return own(`SGD([x], lr=$lr, momentum=${o.momentum}, dampening=${o.dampening})`, 'PyTorch takes the first gradient undamped.');
    if (!constant) return undefined;
    if (o.form === 'ema') return own(`SGD([x], lr=$lr * (1 - ${o.momentum}), momentum=${o.momentum})`, 'The averaging form v = m v + (1 - m) g is SGD with the rate times 1 - m.');
    return own(`SGD([x], lr=$lr, momentum=${o.momentum})`, 'PyTorch keeps v without the rate: the same path as long as the rate is constant.');
  },
  nesterov: (o) => (o.form === 'lookahead' && Number(o.momentum) > 0 ? own(`SGD([x], lr=$lr, momentum=${o.momentum}, nesterov=True)`, 'PyTorch stores the look-ahead point, not the point of the interim form.') : undefined),
  adagrad: (o) => (o.epsPlace === 'outside' ? own(`Adagrad([x], lr=$lr, lr_decay=${o.lrDecay}, initial_accumulator_value=${o.accumulatorInit}, eps=${o.eps})`) : undefined),
  adadelta: (o) => own(`Adadelta([x], lr=$lr, rho=${o.rho}, eps=${o.eps})`),
  rmsprop: (o) => (o.epsPlace === 'outside' ? own(`RMSprop([x], lr=$lr, alpha=${o.rho}, eps=${o.eps}, momentum=${o.momentum}, centered=${flag(o.centered)})`, 'PyTorch calls rho alpha and adds eps after the root.') : undefined),
  adam: (o) => (o.epsPlace === 'outside' && o.biasCorrection === 'both' ? own(`Adam([x], lr=$lr, betas=(${o.beta1}, ${o.beta2}), eps=${o.eps})`) : undefined),
  amsgrad: (o) => (o.variant === 'rawMax' ? own(`Adam([x], lr=$lr, betas=(${o.beta1}, ${o.beta2}), eps=${o.eps}, amsgrad=True)`) : undefined),
  adamax: (o) => (o.epsPlace === 'inMax' ? own(`Adamax([x], lr=$lr, betas=(${o.beta1}, ${o.beta2}), eps=${o.eps})`) : undefined),
  radam: (o) => own(`RAdam([x], lr=$lr, betas=(${o.beta1}, ${o.beta2}), eps=${o.eps})`),
  nadam: (o) => (o.constMu === true ? undefined : own(`NAdam([x], lr=$lr, betas=(${o.beta1}, ${o.beta2}), eps=${o.eps}, momentum_decay=${o.psi}, foreach=True)`)),
  rprop: (o) => own(`Rprop([x], lr=$lr, etas=(${o.etaMinus}, ${o.etaPlus}), step_sizes=(${o.stepMin}, ${o.stepMax}))`),
};

const keras: Record<string, Find> = {
  gd: () => own('SGD(learning_rate=$lr)'),
  momentum: (o) => (o.form === 'heavy' ? own(`SGD(learning_rate=$lr, momentum=${o.momentum})`) : undefined),
  nesterov: (o, constant) => (o.form === 'lookahead' && constant && Number(o.momentum) > 0 ? own(`SGD(learning_rate=$lr, momentum=${o.momentum}, nesterov=True)`, 'Keras stores the look-ahead point, not the point of the interim form.') : undefined),
  adagrad: (o) => (o.epsPlace === 'inside' && Number(o.lrDecay) === 0 ? own(`Adagrad(learning_rate=$lr, initial_accumulator_value=${o.accumulatorInit}, epsilon=${o.eps})`, 'Keras adds epsilon under the root.') : undefined),
  adadelta: (o) => own(`Adadelta(learning_rate=$lr, rho=${o.rho}, epsilon=${o.eps})`),
  rmsprop: (o, constant) => (o.epsPlace === 'inside' && (constant || Number(o.momentum) === 0) ? own(`RMSprop(learning_rate=$lr, rho=${o.rho}, momentum=${o.momentum}, epsilon=${o.eps}, centered=${flag(o.centered)})`, 'Keras adds epsilon under the root here, unlike in its Adam.') : undefined),
  adam: (o) => (o.epsPlace === 'outsideHat' && o.biasCorrection === 'both' ? own(`Adam(learning_rate=$lr, beta_1=${o.beta1}, beta_2=${o.beta2}, epsilon=${o.eps})`, 'Keras adds epsilon to the uncorrected root.') : undefined),
  adamax: (o) => (o.epsPlace === 'outside' ? own(`Adamax(learning_rate=$lr, beta_1=${o.beta1}, beta_2=${o.beta2}, epsilon=${o.eps})`) : undefined),
  lion: (o) => own(`Lion(learning_rate=$lr, beta_1=${o.beta1}, beta_2=${o.beta2})`),
};

export function ownOptimizer(library: 'torch' | 'keras', id: string, o: Options, constantRate: boolean): Own | undefined {
  // AdamW's decoupled decay is the one that both write as here.
  if (id === 'adamw' && (o.clip ?? 'none') === 'none' && o.weightDecayMode === 'decoupled' && o.biasCorrection === 'both') {
    if (library === 'torch' && o.epsPlace === 'outside') return own(`AdamW([x], lr=$lr, betas=(${o.beta1}, ${o.beta2}), eps=${o.eps}, weight_decay=${o.weightDecay})`);
    if (library === 'keras' && o.epsPlace === 'outsideHat') return own(`AdamW(learning_rate=$lr, beta_1=${o.beta1}, beta_2=${o.beta2}, epsilon=${o.eps}, weight_decay=${o.weightDecay})`, 'Keras adds epsilon to the uncorrected root.');
    return undefined;
  }
  return plain(o) ? (library === 'torch' ? torch : keras)[id]?.(o, constantRate) : undefined;
}

/** Why a rule is written out although the library has an optimizer of this name. */
export function whyWritten(library: 'torch' | 'keras', id: string, o: Options): string {
  const name = library === 'torch' ? 'PyTorch' : 'Keras';
  if (!plain(o)) return 'Decay or clipping as set in the lab, before the rule.';
  if (id === 'nesterov') return `${name}'s Nesterov stores the look-ahead point; this is the form with an interim point.`;
  if ('epsPlace' in o) return library === 'torch' ? `PyTorch adds eps after the root (here: ${o.epsPlace}), so the rule is written out.` : `Keras places epsilon differently (here: ${o.epsPlace}), so the rule is written out.`;
  if (id === 'momentum') return `${name}'s momentum is of another form, so the rule is written out.`;
  return `${name} has no optimizer with exactly these settings, so the rule is written out.`;
}
