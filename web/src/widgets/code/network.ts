/**
 * A training run of the network lab as a complete program for PyTorch or Keras. Where a library's optimizer follows another
 * convention, its rule is written out, as for functions.
 */
import type { NetworkConfig } from '../../engine/types.ts';
import type { ParamValue } from '../../state/params.ts';
import { ownOptimizer, whyWritten } from './libraries.ts';
import { ruleOf } from './rules.ts';
import { rateOf } from './snippet.ts';

type Spec = { id: string } & Record<string, ParamValue>;

export interface NetworkProgram {
  config: NetworkConfig & { activation: Spec; loss: Spec | string; initializer: Spec; optimizer: Spec; schedule: Spec; batchSize: number; seed: number };
  epochs: number;
  /** The rates of all steps, as the engine has them; only asked for where no formula is shorter. */
  rates: ArrayLike<number>;
  /** How many of Fashion-MNIST's images; undefined for other data. */
  garments?: { train: number; test: number };
}

const activations: Record<string, [torch: (p: Spec) => string, keras: (p: Spec) => string]> = {
  relu: [() => 'nn.ReLU()', () => '"relu"'], sigmoid: [() => 'nn.Sigmoid()', () => '"sigmoid"'], tanh: [() => 'nn.Tanh()', () => '"tanh"'],
  identity: [() => 'nn.Identity()', () => '"linear"'], gelu: [() => 'nn.GELU()', () => 'lambda z: keras.activations.gelu(z, approximate=False)'],
  'leaky-relu': [(p) => `nn.LeakyReLU(${p.slope})`, (p) => `lambda z: keras.activations.leaky_relu(z, negative_slope=${p.slope})`],
};
const initializers: Record<string, [torch: (p: Spec) => string, keras: (p: Spec, inputs: number, outputs: number) => string]> = {
  'he-normal': [() => 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")', (_p, n) => `keras.initializers.RandomNormal(stddev=${(2 / n) ** 0.5})`],
  'he-uniform': [() => 'nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")', () => '"he_uniform"'],
  'glorot-normal': [() => 'nn.init.xavier_normal_(layer.weight)', (_p, n, m) => `keras.initializers.RandomNormal(stddev=${(2 / (n + m)) ** 0.5})`],
  'glorot-uniform': [() => 'nn.init.xavier_uniform_(layer.weight)', () => '"glorot_uniform"'],
  normal: [(p) => `nn.init.normal_(layer.weight, std=${p.std})`, (p) => `keras.initializers.RandomNormal(stddev=${p.std})`],
  zeros: [() => 'nn.init.zeros_(layer.weight)', () => '"zeros"'],
};
const uniform = (inputs: number) => `keras.initializers.RandomUniform(-${1 / inputs ** 0.5}, ${1 / inputs ** 0.5})`;

/** Undefined where the method needs more than a gradient and a few lines. */
export function networkProgram(library: 'torch' | 'keras', program: NetworkProgram): string | undefined {
  const { optimizer, schedule } = program.config, { id, lr: _lr, ...options } = optimizer as Spec;
  if (optimizer.lr === undefined) return undefined;
  const rate = rateOf({ optimizer, schedule }, program.rates), own = ownOptimizer(library, id, options, rate.constant), rule = own ? undefined : ruleOf(id, options);
  // A rule written out sees one layer's tensor at a time: what looks at all of them, or elsewhere, is not written.
  if (!own && (!rule || rule.at || options.clip === 'norm')) return undefined;
  const comments = own ? own.notes : [whyWritten(library, id, options)];
  const parts = { program, rate, own: own?.call, rule, comments: comments.map((c) => `# ${c}`) };
  return (library === 'torch' ? torch(parts) : keras(parts)).join('\n');
}

interface Parts { program: NetworkProgram; rate: ReturnType<typeof rateOf>; own?: string; rule: ReturnType<typeof ruleOf>; comments: string[] }

const note = ['# The seed gives other initial weights here than in the lab, whose generator is its own; to start from the same, load',
  '# the weights that the lab saves at step 0 (see the end).'];

function torch({ program, rate, own, rule, comments }: Parts): string[] {
  const { config, epochs, garments } = program, { layers, activation, initializer, batchSize, seed } = config;
  const dropout = Number((config as { dropout?: number }).dropout ?? 0), loss = lossOf(config.loss);
  const hidden = layers.slice(1, -1), lines = hidden.map((n, i) => [`    ("layer${i + 1}", nn.Linear(${layers[i]}, ${n})),`, `    ("act${i + 1}", ${activations[activation.id][0](activation)}),`,
    ...(dropout ? [`    ("drop${i + 1}", nn.Dropout(${dropout})),`] : [])]).flat();
  const single = layers[layers.length - 1] === 1;
  const data = garments ? [
    'from torchvision.datasets import FashionMNIST', '', '',
    'def images(train, most):', '    data = FashionMNIST("data", train=train, download=True)', '    return data.data[:most].reshape(-1, 784).float() / 255, data.targets[:most]', '', '',
    `x, y = images(True, ${garments.train})`, `x_test, y_test = images(False, ${garments.test})`,
  ] : ['import numpy as np', '', '# Your own data: features as rows (bytes divided by 255), labels beside them.', `x, y = (torch.tensor(a) for a in (np.load("x.npy").astype("float32"), np.load("y.npy")))`,
    'x_test, y_test = (torch.tensor(a) for a in (np.load("x_test.npy").astype("float32"), np.load("y_test.npy")))'];
  const target = loss === 'bce' || loss === 'mse' ? (single ? (a: string) => `${a}.float().reshape(-1, 1)` : (a: string) => `nn.functional.one_hot(${a}.long(), ${layers[layers.length - 1]}).float()`) : (a: string) => `${a}.long()`;
  const made = own?.replace('[x]', 'model.parameters()').replaceAll('$lr', start(config)), factor = own && /lr=\$lr( \* \([^)]*\))/.exec(own)?.[1] || '';
  return ['from collections import OrderedDict', '', 'import torch', 'from torch import nn', ...data, '',
    ...note, `torch.manual_seed(${seed})`, 'model = nn.Sequential(OrderedDict([', ...lines, `    ("layer${layers.length - 1}", nn.Linear(${layers[layers.length - 2]}, ${layers[layers.length - 1]})),`, ']))',
    ...(initializers[initializer.id] ? ['for layer in model:', '    if isinstance(layer, nn.Linear):', `        ${initializers[initializer.id][0](initializer)}`, '        nn.init.zeros_(layer.bias)'] : ['# PyTorch\'s own initial weights.']),
    ...torchLoss(config.loss, layers[layers.length - 1]), ...comments,
    ...(made ? [`optimizer = torch.optim.${made}`] : ['parameters = list(model.parameters())', `memory = [{${Object.entries(rule!.state).map(([k, v]) => `"${k}": torch.zeros_like(p)${v ? ` + ${v}` : ''}`).join(', ')}} for p in parameters]`]),
    ...rate.before, '', 't = 0', `for epoch in range(${epochs}):`, '    model.train()', `    for batch in torch.randperm(len(x)).split(${batchSize}):`, '        t += 1',
    ...(made ? [...(rate.constant ? [] : [`        optimizer.param_groups[0]["lr"] = ${rate.now}${factor}`]), '        optimizer.zero_grad()'] : [`        lr = ${rate.now}`, '        model.zero_grad()']),
    `        loss = criterion(model(x[batch]), ${target('y[batch]')})`, '        loss.backward()',
    ...(made ? ['        optimizer.step()'] : writtenTorch(rule!)),
    '    model.eval()', '    with torch.no_grad():', '        z = model(x_test)',
    ...(loss === 'mse' && single ? [`        print(epoch + 1, criterion(z, ${target('y_test')}).item())`] : [`        right = ${single ? '(z.reshape(-1) >= 0).long()' : 'z.argmax(1)'} == y_test`, `        print(epoch + 1, criterion(z, ${target('y_test')}).item(), right.float().mean().item())`]),
    '', '# Weights saved in the lab: from safetensors.torch import load_file; model.load_state_dict(load_file("weights.safetensors"))', ''];
}

function writtenTorch(rule: NonNullable<Parts['rule']>): string[] {
  const line = (text: string) => text.replaceAll('L.clip(', 'torch.clamp(').replaceAll('L.', 'torch.').replace('sum(g * g)', '(g * g).sum()');
  const names = Object.keys(rule.state);
  return ['        with torch.no_grad():', '            for x_, memo in zip(parameters, memory):', '                g, w = x_.grad, x_.clone()',
    ...names.map((n) => `                ${n} = memo["${n}"]`),
    ...rule.lines.map((l) => `                ${line(l).replace(/\bx\b/g, 'w')}`), '                x_.copy_(w)',
    ...(names.length ? [`                memo.update(${names.map((n) => `${n}=${n}`).join(', ')})`] : [])];
}

const start = (config: NetworkProgram['config']) => String(config.optimizer.lr);
type LossKind = 'ce' | 'bce' | 'mse';
const lossOf = (loss: Spec | string): LossKind => ({ 'binary-cross-entropy': 'bce', mse: 'mse' } as Record<string, LossKind>)[typeof loss === 'string' ? loss : loss.id] ?? 'ce';

function torchLoss(loss: Spec | string, outputs: number): string[] {
  const kind = lossOf(loss), half = typeof loss === 'string' || loss.half !== false, mean = typeof loss !== 'string' && loss.reduction === 'mean';
  if (kind === 'ce') return ['criterion = nn.CrossEntropyLoss()'];
  // The lab sums over the outputs of a sample.
  if (kind === 'bce') return ['bce = nn.BCEWithLogitsLoss()', `criterion = lambda z, y: ${outputs > 1 ? `${outputs} * ` : ''}bce(z, y)`];
  return [`criterion = lambda z, y: ${half ? '0.5 * ' : ''}${mean || outputs === 1 ? '' : `${outputs} * `}nn.functional.mse_loss(z, y)`];
}

function keras({ program, rate, own, rule, comments }: Parts): string[] {
  const { config, epochs, garments } = program, { layers, activation, initializer, batchSize, seed } = config;
  const dropout = Number((config as { dropout?: number }).dropout ?? 0), kind = lossOf(config.loss), outputs = layers[layers.length - 1];
  const act = activations[activation.id][1](activation);
  const dense = (l: number, a: string) => {
    const inputs = layers[l - 1], init = initializers[initializer.id]?.[1](initializer, inputs, layers[l]) ?? uniform(inputs);
    return `    keras.layers.Dense(${layers[l]}${a}, kernel_initializer=${init}${initializers[initializer.id] ? '' : `, bias_initializer=${uniform(inputs)}`}),`;
  };
  const lines = layers.slice(1, -1).flatMap((_, i) => [dense(i + 1, `, activation=${act}`), ...(dropout ? [`    keras.layers.Dropout(${dropout}),`] : [])]);
  const half = typeof config.loss === 'string' || config.loss.half !== false, mean = typeof config.loss !== 'string' && config.loss.reduction === 'mean';
  const loss = kind === 'ce' ? 'keras.losses.SparseCategoricalCrossentropy(from_logits=True)' : kind === 'bce' ? 'keras.losses.BinaryCrossentropy(from_logits=True)'
    : `lambda y, z: ${half ? '0.5 * ' : ''}keras.ops.${mean ? 'mean' : 'sum'}((y - z) ** 2, axis=-1)`;
  const data = garments ? ['(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()', `x, y, x_test, y_test = x[:${garments.train}], y[:${garments.train}], x_test[:${garments.test}], y_test[:${garments.test}]`,
    'x, x_test = (a.reshape(-1, 784).astype("float32") / 255 for a in (x, x_test))']
    : ['import numpy as np', '', '# Your own data: features as rows (bytes divided by 255), labels beside them.', 'x, y, x_test, y_test = (np.load(f"{name}.npy") for name in ("x", "y", "x_test", "y_test"))'];
  const target = kind !== 'ce' && outputs > 1 ? [`y, y_test = (keras.ops.one_hot(a, ${outputs}) for a in (y, y_test))`] : [];
  const head = ['import os', '', 'os.environ["KERAS_BACKEND"] = "tensorflow"', 'import keras', ...(rule ? ['import tensorflow as tf'] : []), '', ...data, ...target, '',
    ...note.slice(0, 1).map((n) => n.replace('; to start from the same, load', '.')), `keras.utils.set_random_seed(${seed})`, 'model = keras.Sequential([', `    keras.Input((${layers[0]},)),`, ...lines, dense(layers.length - 1, ''), '])', ...comments];
  const metric = kind === 'mse' ? '' : kind === 'ce' ? ', metrics=["accuracy"]' : outputs === 1 ? ', metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)]' : '';
  const first = start(config);
  const scheduled = rate.constant ? [] : ['', '', 'class Rate(keras.callbacks.Callback):', '    t = 0', '', '    def on_train_batch_begin(self, batch, logs=None):', '        self.t += 1', '        t = self.t', `        self.model.optimizer.learning_rate = ${rate.now}`, '', ''];
  const optimizer = own ? [`optimizer = keras.optimizers.${own.replaceAll('$lr', first)}`] : ['optimizer = Rule(learning_rate=' + first + ')'];
  return [...head, ...(own ? [] : writtenKeras(rule!)), ...rate.before, ...scheduled, ...optimizer, `model.compile(optimizer=optimizer, loss=${loss}${metric})`,
    `model.fit(x, y, batch_size=${batchSize}, epochs=${epochs}, validation_data=(x_test, y_test), verbose=2${rate.constant ? '' : ', callbacks=[Rate()]'})`, ''];
}

function writtenKeras(rule: NonNullable<Parts['rule']>): string[] {
  const line = (text: string) => text.replaceAll('L.clip(', 'tf.clip_by_value(').replaceAll('L.relu(', 'tf.nn.relu(').replaceAll('L.', 'tf.').replace('sum(g * g)', 'tf.reduce_sum(g * g)').replace('float(size)', 'size').replace(/min\(1\.0, ([^)]*)\)/, 'tf.minimum(1.0, $1)');
  const names = Object.keys(rule.state);
  return ['', '', 'class Rule(keras.optimizers.Optimizer):', '    def build(self, variables):', '        super().build(variables)',
    ...(names.length ? [`        self.memory = {name: self.add_optimizer_variables(variables, name) for name in (${names.map((n) => `"${n}"`).join(', ')},)}`,
      ...Object.entries(rule.state).filter(([, v]) => v).map(([n, v]) => `        for a in self.memory["${n}"]:\n            a.assign(keras.ops.full(a.shape, ${v}))`)] : []),
    '', '    def update_step(self, g, variable, learning_rate):', '        i, x, lr = self._get_variable_index(variable), variable.value, learning_rate', '        t = tf.cast(self.iterations + 1, tf.float32)',
    ...names.map((n) => `        ${n} = self.memory["${n}"][i].value`), ...rule.lines.map((l) => `        ${line(l)}`),
    ...names.map((n) => `        self.assign(self.memory["${n}"][i], ${n})`), '        self.assign(variable, x)', '', ''];
}
