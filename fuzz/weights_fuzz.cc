// Fuzz target: files of weights. Whatever the bytes, reading them ends, and each tensor gives its contents or says why
// not; its shape, names and listing are fit to be shown, and to be held against a network.
#include <cstdint>
#include <string>

#include "analysis/state.h"
#include "base/check.h"
#include "driver/weights.h"
#include "import/weights/safetensors.h"
#include "report/weights.h"

namespace {

using namespace shapewise;

constexpr Int kMostBytes = 1 << 20;  // a stride of 0 makes a large tensor of few bytes

void read_contents(const ir::StoredTensor& tensor) {
  auto count = ir::count_elements(tensor.shape);
  CHECK(count.has_value());
  Int bytes = *count * ir::bytes(tensor.dtype);
  if (bytes > kMostBytes) return;
  auto contents = ir::contents(tensor);
  if (contents) {
    CHECK(static_cast<Int>(contents->size()) == bytes);
  } else {
    CHECK(!contents.error().message.empty());
    CHECK(!tensor.bytes.empty() || !tensor.elsewhere.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (auto files = import::read_weight_index(bytes)) CHECK(!files->empty());
  auto read = driver::read_weights(bytes);
  if (!read) {
    CHECK(!read.error().message.empty());
    return 0;
  }
  CHECK(!read->groups.empty());
  for (const ir::StoredGroup& group : read->groups) {
    for (const ir::StoredTensor& tensor : group.tensors) read_contents(tensor);
  }
  report::weights_table("fuzz.pt", *read, {});
  report::weights_json("fuzz.pt", *read);
  driver::Request request;
  request.format = driver::Format::List;
  request.text = "Linear(4, 2)\nBatchNorm1d(2)\n";
  driver::Analysis analysis = driver::analyze(request);
  driver::compare_weights(analysis, read->groups, "fuzz.pt");
  return 0;
}
