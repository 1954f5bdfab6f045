// Runs an ONNX model in onnxruntime: node run_onnx.cjs FOLDER_OF_NODE_MODULES MODEL INPUT.f32 SHAPE OUTPUT.f32
// The input and the first output are raw float32; the output's shape is printed as JSON.
const fs = require('fs');
const path = require('path');

const [modules, model, input, shape, output] = process.argv.slice(2);
const ort = require(path.join(path.resolve(modules), 'onnxruntime-node'));

async function main() {
  const session = await ort.InferenceSession.create(model);
  const bytes = fs.readFileSync(input);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const tensor = new ort.Tensor('float32', Float32Array.from(values), shape.split(',').map(Number));
  const results = await session.run({ [session.inputNames[0]]: tensor });
  const first = results[session.outputNames[0]];
  fs.writeFileSync(output, Buffer.from(first.data.buffer, first.data.byteOffset, first.data.byteLength));
  console.log(JSON.stringify(first.dims.map(Number)));
}

main().catch((error) => {
  console.error(String(error.message || error));
  process.exit(1);
});
