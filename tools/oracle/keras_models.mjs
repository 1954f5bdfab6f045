// Makes random Keras models as `model.to_json()` writes them and records what TensorFlow.js's layers do with each: every
// layer's output shape and the numbers of parameters, or the refusal.
//
//   npm install --ignore-scripts @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-layers@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
//   node tools/oracle/keras_models.mjs 1500 1 > tests/oracle/keras/models.jsonl
//
// Equal arguments give equal files. TensorFlow.js is an implementation of Keras by its makers, and runs without Python.
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
require("@tensorflow/tfjs-backend-cpu");
const tf = require("@tensorflow/tfjs-layers");

const [count, seed] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 1)];

// --- chance (mulberry32) ---
let state = seed >>> 0;
function chance() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const int = (least, most) => least + Math.floor(chance() * (most - least + 1));
const pick = (list) => list[int(0, list.length - 1)];
const maybe = (p, value) => (chance() < p ? value() : undefined);
const times = (n, value) => Array.from({ length: n }, value);

/** A config without the keys that were not drawn. */
const drawn = (config) => Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
const sizes = (rank, least, most) => (chance() < 0.5 ? times(rank, () => int(least, most)) : int(least, most));
const activation = () => pick(["linear", "relu", "softmax", "tanh"]);
const flag = () => chance() < 0.5;
const format = () => maybe(0.35, () => pick(["channels_last", "channels_first"]));

// --- layers: the rank of the input, and the config ---
const window = (rank) => ({
  kernel_size: sizes(rank, 1, 4),
  strides: maybe(0.5, () => sizes(rank, 1, 3)),
  padding: maybe(0.7, () => pick(["valid", "same"])),
  data_format: format(),
  use_bias: maybe(0.5, flag),
  activation: maybe(0.4, activation),
});
const convolution = (rank) => () => {
  const config = { filters: int(1, 6), ...window(rank) };
  if (config.strides === undefined) config.dilation_rate = maybe(0.4, () => sizes(rank, 1, 2));
  return config;
};
const pool = (rank) => () => ({
  pool_size: maybe(0.8, () => sizes(rank, 1, 3)),
  strides: maybe(0.5, () => sizes(rank, 1, 3)),
  padding: maybe(0.7, () => pick(["valid", "same"])),
  data_format: rank === 1 ? undefined : format(),
});
/** The default initializer needs more of the library. */
const GLOROT = { class_name: "GlorotUniform", config: { seed: null } };
const recurrent = () => ({
  units: int(1, 6),
  return_sequences: maybe(0.5, flag),
  go_backwards: maybe(0.2, flag),
  use_bias: maybe(0.3, flag),
  recurrent_initializer: GLOROT,
});
const LAYERS = {
  Conv1D: [3, convolution(1)],
  Conv2D: [4, convolution(2)],
  Conv3D: [5, convolution(3)],
  Conv2DTranspose: [4, () => ({ filters: int(1, 5), ...window(2) })],
  Conv3DTranspose: [5, () => ({ filters: int(1, 4), ...window(3) })],
  SeparableConv2D: [4, () => ({ filters: int(1, 6), depth_multiplier: maybe(0.4, () => int(1, 3)), ...window(2) })],
  DepthwiseConv2D: [4, () => ({ depth_multiplier: maybe(0.5, () => int(1, 3)), ...window(2) })],
  MaxPooling1D: [3, pool(1)],
  MaxPooling2D: [4, pool(2)],
  MaxPooling3D: [5, pool(3)],
  AveragePooling1D: [3, pool(1)],
  AveragePooling2D: [4, pool(2)],
  AveragePooling3D: [5, pool(3)],
  GlobalAveragePooling1D: [3, () => ({})],
  GlobalMaxPooling1D: [3, () => ({})],
  GlobalAveragePooling2D: [4, () => ({ data_format: format() })],
  GlobalMaxPooling2D: [4, () => ({ data_format: format() })],
  ZeroPadding2D: [
    4,
    () => ({
      padding: pick([() => int(0, 3), () => times(2, () => int(0, 2)), () => times(2, () => times(2, () => int(0, 2)))])(),
      data_format: format(),
    }),
  ],
  Cropping2D: [
    4,
    () => ({
      cropping: pick([() => int(0, 2), () => times(2, () => int(0, 2)), () => times(2, () => times(2, () => int(0, 2)))])(),
      data_format: format(),
    }),
  ],
  UpSampling2D: [4, () => ({ size: times(2, () => int(1, 3)), data_format: format(), interpolation: pick(["nearest", "bilinear"]) })],
  Flatten: [0, () => ({ data_format: format() })],
  Reshape: [0, null],
  Permute: [0, null],
  RepeatVector: [2, () => ({ n: int(1, 5) })],
  Dense: [0, () => ({ units: int(1, 8), use_bias: maybe(0.5, flag), activation: maybe(0.4, activation) })],
  Activation: [0, () => ({ activation: activation() })],
  Dropout: [0, () => ({ rate: 0.3 })],
  SpatialDropout1D: [3, () => ({ rate: 0.3 })],
  GaussianNoise: [0, () => ({ stddev: 0.1 })],
  GaussianDropout: [0, () => ({ rate: 0.1 })],
  AlphaDropout: [0, () => ({ rate: 0.1 })],
  Masking: [3, () => ({ mask_value: 0 })],
  BatchNormalization: [0, (rank) => ({ axis: maybe(0.5, () => pick([-1, 1, rank - 1])), center: maybe(0.4, flag), scale: maybe(0.4, flag) })],
  LayerNormalization: [0, (rank) => ({ axis: maybe(0.5, () => pick([-1, rank - 1, [rank - 1]])), center: maybe(0.4, flag), scale: maybe(0.4, flag) })],
  ReLU: [0, () => ({ max_value: maybe(0.5, () => 6) })],
  LeakyReLU: [0, () => ({ alpha: 0.2 })],
  ELU: [0, () => ({ alpha: 1.0 })],
  PReLU: [0, (rank) => ({ shared_axes: maybe(0.5, () => times(int(1, Math.max(1, rank - 2)), (_, i) => i + 1)) })],
  ThresholdedReLU: [0, () => ({ theta: 1.0 })],
  Softmax: [0, () => ({ axis: maybe(0.5, () => -1) })],
  SimpleRNN: [3, recurrent],
  GRU: [3, () => ({ ...recurrent(), reset_after: false })],
  LSTM: [3, recurrent],
  ConvLSTM2D: [5, () => ({ filters: int(1, 3), kernel_size: sizes(2, 1, 3), padding: maybe(0.6, () => pick(["valid", "same"])), data_format: format(), strides: maybe(0.4, () => sizes(2, 1, 2)), return_sequences: maybe(0.5, flag), use_bias: maybe(0.3, flag), recurrent_initializer: GLOROT })],
  Rescaling: [0, () => ({ scale: 0.1, offset: 0 })],
};
const MERGES = ["Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"];

function shuffled(list) {
  const left = [...list];
  return list.map(() => left.splice(int(0, left.length - 1), 1)[0]);
}

/** A config for a layer on a shape without its batch; the few layers that look at it are drawn by it. */
function config_for(name, shape) {
  const total = shape.reduce((a, b) => a * b, 1);
  if (name === "Permute") return { dims: shuffled(shape.map((_, i) => i + 1)) };
  if (name !== "Reshape") return drawn(LAYERS[name][1](shape.length + 1));
  const factors = [1, 2, 3, 4, 5, 6].filter((f) => total % f === 0);
  const f = pick(factors);
  // TensorFlow.js leaves −1 open beside an open batch; Keras works it out.
  return { target_shape: pick([[f, total / f], [total / f, f], [total], [f, total / f, 1]]) };
}

let named = 0;
function layer(name, config) {
  const label = `${name.toLowerCase()}_${++named}`;
  const trainable = "layer" in config || chance() < 0.9; // TensorFlow.js looks only into a wrapped layer
  return { class_name: name, config: { name: label, trainable, ...config } };
}

/** One that wraps another, now and then. */
function wrapped(name, shape) {
  if (["SimpleRNN", "GRU", "LSTM"].includes(name) && chance() < 0.4) {
    const inner = layer(name, config_for(name, shape));
    return layer("Bidirectional", { layer: inner, merge_mode: pick(["concat", "sum", "mul", "ave"]) });
  }
  return layer(name, config_for(name, shape));
}

const names = Object.keys(LAYERS);
/** A layer for that rank, or seldom for another one, where TensorFlow.js would notice it. */
function fitting(rank, noticed) {
  if (noticed && chance() < 0.04) return pick(names.filter((name) => name !== "DepthwiseConv2D"));
  return pick(names.filter((name) => LAYERS[name][0] === 0 || LAYERS[name][0] === rank));
}

const input_shape = (rank) => times(rank - 1, () => int(2, 12));

/** Layers for a shape, each drawn for what TensorFlow.js makes of those before it. */
async function chain(shape, length) {
  const layers = [];
  for (let i = 0; i < length; ++i) {
    const inside = chance() < 0.08 && shape.length >= 2;
    const at = inside ? shape.slice(1) : shape;
    const made = wrapped(fitting(at.length + 1, !inside), at);
    layers.push(inside ? layer("TimeDistributed", { layer: made }) : made);
    const next = await shape_after(shape, layers[layers.length - 1]);
    if (next === null) break;
    shape = next;
  }
  return layers;
}

async function shape_after(shape, one) {
  try {
    const made = await tf.models.modelFromJSON(sequential(shape, [one]));
    return made.outputs[0].shape.slice(1);
  } catch {
    return null;
  }
}

function sequential(shape, layers) {
  const first = { class_name: "InputLayer", config: { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false, name: "input" } };
  return { class_name: "Sequential", config: { name: "model", layers: [first, ...layers] }, keras_version: "2.4.0", backend: "tensorflow" };
}

async function functional() {
  const rank = int(2, 4);
  const shape = input_shape(rank);
  const input = { class_name: "InputLayer", name: "input", config: { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false, name: "input" }, inbound_nodes: [] };
  const layers = [input];
  const ends = [];
  const kind = pick(rank < 4 ? MERGES : MERGES.filter((name) => name !== "Dot"));
  for (let left = kind === "Dot" ? 2 : int(2, 3); left > 0; --left) {
    let before = "input";
    for (const made of await chain(shape, int(0, 2))) {
      layers.push({ ...made, name: made.config.name, inbound_nodes: [[[before, 0, 0, {}]]] });
      before = made.config.name;
    }
    ends.push(before);
  }
  const config = kind === "Concatenate" ? { axis: pick([-1, 1]) } : kind === "Dot" ? { axes: pick([-1, 1]), normalize: false } : {};
  const merge = layer(kind, config);
  layers.push({ ...merge, name: merge.config.name, inbound_nodes: [ends.map((end) => [end, 0, 0, {}])] });
  return {
    class_name: "Model",
    config: { name: "model", layers, input_layers: [["input", 0, 0]], output_layers: [[merge.config.name, 0, 0]] },
    keras_version: "2.4.0",
    backend: "tensorflow",
  };
}

// --- asking ---
async function ask(json) {
  const model = await tf.models.modelFromJSON(json);
  const shapes = {};
  for (const one of model.layers) shapes[one.name] = one.outputShape;
  const elements = (weights) => weights.reduce((sum, w) => sum + w.shape.reduce((a, b) => a * b, 1), 0);
  const trainable = elements(model.trainableWeights);
  return { shapes, parameters: trainable + elements(model.nonTrainableWeights), trainable };
}

/** Refused or accepted by TensorFlow.js alone: Keras flattens (N, C), multiplies 4-D tensors, and has no empty ones. */
const QUIRKS = /incompatible with layer flatten_|comprised of positive integers|does not support tensors of 4D/;
const is_empty = (shapes) => Object.values(shapes).flat(2).some((size) => size !== null && size < 1);

for (let i = 0; i < count; ++i) {
  named = 0;
  const shape = input_shape(int(2, 5));
  const json = chance() < 0.25 ? await functional() : sequential(shape, await chain(shape, int(1, 4)));
  let answer;
  try {
    answer = { ok: true, ...(await ask(json)) };
  } catch (error) {
    answer = { ok: false, error: String(error.message).split("\n")[0] };
  }
  if (answer.ok ? is_empty(answer.shapes) : QUIRKS.test(answer.error)) continue;
  console.log(JSON.stringify({ model: json, ...answer }));
}
