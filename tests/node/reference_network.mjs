// A multilayer perceptron in plain float64 loops, written from the textbook: ReLU layers, softmax cross-entropy, mean over
// the batch, plain gradient descent. Slow and obvious on purpose; shares no line with the core.

export class Reference {
  /** `parameters`: per layer the weights (out × in, row-major), then the biases. */
  constructor(layers, parameters) {
    this.layers = layers;
    let at = 0;
    const take = (n) => Float64Array.from(parameters.subarray(at, (at += n)));
    this.weights = [];
    this.biases = [];
    for (let l = 1; l < layers.length; ++l) {
      this.weights.push(take(layers[l] * layers[l - 1]));
      this.biases.push(take(layers[l]));
    }
  }

  /** Activations of every layer for one image; the last are the logits. */
  forward(image) {
    const a = [Float64Array.from(image, (byte) => byte / 255)];
    this.weights.forEach((w, l) => {
      const n = a[l].length, last = l === this.weights.length - 1;
      a.push(this.biases[l].map((b, i) => {
        let z = b;
        for (let j = 0; j < n; ++j) z += w[i * n + j] * a[l][j];
        return last ? z : Math.max(0, z);
      }));
    });
    return a;
  }

  static softmax(logits) {
    const most = Math.max(...logits), e = logits.map((z) => Math.exp(z - most)), sum = e.reduce((x, y) => x + y);
    return e.map((x) => x / sum);
  }

  image({ images }, s) {
    const n = this.layers[0];
    return images.subarray(s * n, (s + 1) * n);
  }

  predict(data, samples) {
    return Array.from(samples, (s) => [...Reference.softmax(this.forward(this.image(data, s)).at(-1))]).flat();
  }

  /** Mean loss and gradient over the samples, in the parameters' layout. */
  gradient(data, samples) {
    const dw = this.weights.map((w) => new Float64Array(w.length)), db = this.biases.map((b) => new Float64Array(b.length));
    let loss = 0;
    for (const s of samples) {
      const a = this.forward(this.image(data, s));
      const p = Reference.softmax(a.at(-1)), truth = data.labels[s];
      loss -= Math.log(p[truth]);
      let delta = p.map((x, i) => x - (i === truth ? 1 : 0));
      for (let l = this.weights.length - 1; l >= 0; --l) {
        const n = a[l].length, back = new Float64Array(n);
        delta.forEach((d, i) => {
          db[l][i] += d / samples.length;
          for (let j = 0; j < n; ++j) {
            dw[l][i * n + j] += (d * a[l][j]) / samples.length;
            back[j] += d * this.weights[l][i * n + j];
          }
        });
        delta = back.map((x, j) => (a[l][j] > 0 ? x : 0));
      }
    }
    return { loss: loss / samples.length, gradient: Float64Array.from(dw.flatMap((w, l) => [...w, ...db[l]])), dw, db };
  }

  /** One step of gradient descent; the loss is that before the step. */
  step(data, samples, lr) {
    const { loss, dw, db } = this.gradient(data, samples);
    this.weights.forEach((w, l) => dw[l].forEach((g, i) => { w[i] -= lr * g; }));
    this.biases.forEach((b, l) => db[l].forEach((g, i) => { b[i] -= lr * g; }));
    return loss;
  }
}
