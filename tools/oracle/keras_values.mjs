// Records what TensorFlow.js's layers compute from given weights and inputs, as truth for the kernels of Keras layers.
//
//   npm install --ignore-scripts @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-layers@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
//   node tools/oracle/keras_values.mjs > tests/oracle/keras/values.jsonl
//
// One JSON object per line: `model` as model.to_json() writes it, `shape` of the input with a batch of 2, and `output`:
// its sizes and numbers. Inputs and weights are made by the same rule on both sides: element i of the input is
// ((37·i + 11) mod 101 − 50)/50; of the k-th weight ((53·i + 17·k + 7) mod 97 − 48)/96, a variance its magnitude + 1/2.
// Left out is what TensorFlow.js does not do as TensorFlow: it ignores the dilation of DepthwiseConv2D, and normalises
// along axes that are not the last one by statistics of other places.
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
require("@tensorflow/tfjs-backend-cpu");
const core = require("@tensorflow/tfjs-core");
const tf = require("@tensorflow/tfjs-layers");

const CONVS = [
  {},
  { padding: "same" },
  { padding: "same", strides: 2 },
  { strides: 2, use_bias: false },
  { padding: "same", dilation_rate: 2 },
  { activation: "relu", kernel_size: 2, padding: "same" },
  { data_format: "channels_first" },
];
const conv = (name, shape, config = {}) =>
  CONVS.filter((one) => !(one.data_format && name.includes("1D")))
    .filter((one) => !(name.includes("Transpose") && one.dilation_rate))
    .filter((one) => !(one.data_format && name.includes("Separable")))
    .map((one) => [name, { kernel_size: 3, ...config, ...one }, shape]);
const POOLS = [{}, { padding: "same" }, { pool_size: 3, strides: 2, padding: "same" }, { pool_size: 3, strides: 1 }];
const pool = (name, shape) => POOLS.map((one) => [name, one, shape]);

const cases = [
  ...conv("Conv1D", [7, 3], { filters: 4 }),
  ["Conv1D", { filters: 4, kernel_size: 3, padding: "causal" }, [7, 3]],
  ...conv("Conv2D", [6, 7, 3], { filters: 4 }),
  ...conv("DepthwiseConv2D", [6, 7, 3]).filter(([, one]) => !one.dilation_rate),
  ["DepthwiseConv2D", { kernel_size: 2, depth_multiplier: 2 }, [5, 5, 3]],
  ...conv("SeparableConv2D", [6, 7, 3], { filters: 4, depth_multiplier: 2 }),
  ...conv("Conv2DTranspose", [4, 5, 3], { filters: 4 }),
  ...pool("MaxPooling1D", [7, 3]),
  ...pool("AveragePooling1D", [7, 3]),
  ...pool("MaxPooling2D", [7, 6, 3]),
  ...pool("AveragePooling2D", [7, 6, 3]),
  ["GlobalMaxPooling2D", {}, [4, 5, 3]],
  ["GlobalAveragePooling2D", {}, [4, 5, 3]],
  ["GlobalAveragePooling1D", {}, [5, 3]],
  ["GlobalMaxPooling1D", {}, [5, 3]],
  ["ZeroPadding2D", { padding: [[1, 2], [0, 1]] }, [4, 5, 3]],
  ["UpSampling2D", { size: [2, 3] }, [3, 4, 2]],
  ["Dense", { units: 5 }, [4]],
  ["Dense", { units: 5, use_bias: false, activation: "softmax" }, [3, 4]],
  ["Flatten", {}, [3, 4, 2]],
  ["Reshape", { target_shape: [6, -1] }, [3, 4, 2]],
  ["Permute", { dims: [3, 1, 2] }, [3, 4, 2]],
  ["RepeatVector", { n: 3 }, [4]],
  ["BatchNormalization", {}, [4, 5, 3]],
  ["BatchNormalization", { scale: false, epsilon: 0.01 }, [4, 5, 3]],
  ["LayerNormalization", { epsilon: 0.001 }, [5, 3]],
  ["PReLU", {}, [3, 4]],
  ["ReLU", { max_value: 0.5 }, [3, 4]],
  ["LeakyReLU", { alpha: 0.2 }, [3, 4]],
  ["ELU", { alpha: 0.7 }, [3, 4]],
  ["ThresholdedReLU", { theta: 0.3 }, [3, 4]],
  ["Softmax", {}, [3, 4]],
  ["Dropout", { rate: 0.5 }, [3, 4]],
  ...["relu", "sigmoid", "tanh", "softplus", "softsign", "elu", "selu", "relu6", "swish"].map((activation) => [
    "Activation",
    { activation },
    [3, 4],
  ]),
];

const rule = (shape, number) => {
  const count = shape.reduce((a, b) => a * b, 1);
  return core.tensor(Float32Array.from({ length: count }, (_, i) => number(i)), shape);
};
const input = (i) => (((37 * i + 11) % 101) - 50) / 50;
const weight = (name, k) => (i) => {
  const value = (((53 * i + 17 * k + 7) % 97) - 48) / 96;
  return name.includes("variance") ? Math.abs(value) + 0.5 : value;
};

for (const [name, config, shape] of cases) {
  const first = { class_name: "InputLayer", config: { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false, name: "input" } };
  const json = {
    class_name: "Sequential",
    config: { name: "model", layers: [first, { class_name: name, config: { name: "layer", ...config } }] },
    keras_version: "2.4.0",
    backend: "tensorflow",
  };
  let model;
  try {
    model = await tf.models.modelFromJSON(json);
    const variables = [...model.trainableWeights, ...model.nonTrainableWeights];
    model.setWeights(variables.map((one, k) => rule(one.shape, weight(one.originalName ?? one.name, k))));
    const made = model.predict(rule([2, ...shape], input));
    const numbers = Array.from(made.dataSync(), (x) => Number(x.toPrecision(7)));
    console.log(JSON.stringify({ model: json, shape: [2, ...shape], output: [made.shape, numbers] }));
  } catch (error) {
    console.error(`${name} ${JSON.stringify(config)}: ${error.message.split("\n")[0]}`);
  }
}
