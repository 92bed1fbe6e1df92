// A worker's side of the page: answers { id, method, args } with { id, result } or { id, error }.

/** `engine`: an object whose methods take one argument and may be asynchronous. */
export function answer(engine) {
  self.onmessage = async ({ data: { id, method, args } }) => {
    try {
      self.postMessage({ id, result: await engine[method](args) });
    } catch (error) {
      self.postMessage({ id, error: String(error?.stack ?? error) });
    }
  };
}

/** A job's training data cut into batches, each as floats 0..1 and one-hot classes, in the order of the samples. */
export function* floatBatches({ images, labels, layers }, batch) {
  const inputs = layers[0];
  const classes = layers.at(-1);
  for (let at = 0; at + batch <= labels.length; at += batch) {
    const x = Float32Array.from(images.subarray(at * inputs, (at + batch) * inputs), (byte) => byte / 255);
    const y = new Float32Array(batch * classes);
    for (let i = 0; i < batch; ++i) y[i * classes + labels[at + i]] = 1;
    yield { x, y };
  }
}

/** The flat parameters as layers of { w, b, inputs, outputs }, w transposed to inputs × outputs as these libraries have it. */
export function unpackLayers({ parameters, layers }) {
  const unpacked = [];
  let at = 0;
  for (let l = 1; l < layers.length; ++l) {
    const [inputs, outputs] = [layers[l - 1], layers[l]];
    const w = new Float32Array(inputs * outputs);
    for (let o = 0; o < outputs; ++o) for (let i = 0; i < inputs; ++i) w[i * outputs + o] = parameters[at + o * inputs + i];
    at += inputs * outputs;
    unpacked.push({ w, b: parameters.slice(at, at + outputs), inputs, outputs });
    at += outputs;
  }
  return unpacked;
}
