// Opening a checkpoint: which of its forms it has, and where its pickle and its storages are.
#include "import/weights/pytorch.h"

#include <algorithm>
#include <fmt/format.h>

#include "import/plain.h"
#include "import/weights/tensors.h"

namespace shapewise::import {
namespace {

using pickle::Node;
using pickle::Pickle;

constexpr int kMostPickle = 512 << 20;
constexpr std::size_t kMostCalls = 100;
constexpr std::size_t kLongestFact = 1000;
constexpr std::size_t kMostFacts = 1000;
constexpr std::string_view kMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";

/// What torch itself needs to make tensors and the dicts around them.
bool makes_tensors(std::string_view function) {
  constexpr std::string_view kModules[] = {"torch._utils.",  "torch.nn.",          "torch._tensor.", "torch.optim.",
                                           "torch.storage.", "torch.jit._pickle.", "__torch__."};
  constexpr std::string_view kFunctions[] = {"collections.OrderedDict",
                                             "collections.defaultdict",
                                             "torch.Size",
                                             "torch.device",
                                             "_codecs.encode",
                                             "copyreg._reconstructor",
                                             "copy_reg._reconstructor",
                                             "numpy.dtype",
                                             "numpy.ndarray",
                                             "numpy.core.multiarray._reconstruct",
                                             "numpy.core.multiarray.scalar",
                                             "builtins.set",
                                             "__builtin__.set",
                                             "builtins.frozenset"};
  return std::any_of(std::begin(kModules), std::end(kModules), [&](auto m) { return function.starts_with(m); }) ||
         std::find(std::begin(kFunctions), std::end(kFunctions), function) != std::end(kFunctions);
}

std::vector<std::string> calls_of(const Pickle& object) {
  std::vector<std::string> calls;
  std::vector<bool> seen(object.nodes.size());
  for (const Node& node : object.nodes) {
    if (node.kind != Node::Kind::Object || node.callable < 0 || calls.size() >= kMostCalls) continue;
    if (seen[static_cast<std::size_t>(node.callable)]) continue;
    seen[static_cast<std::size_t>(node.callable)] = true;
    const Node& callable = object[node.callable];
    if (callable.kind != Node::Kind::Global || makes_tensors(callable.text) || weights::element_type(callable.text))
      continue;
    std::string name = plain(callable.text);
    if (std::find(calls.begin(), calls.end(), name) == calls.end()) calls.push_back(std::move(name));
  }
  return calls;
}

/// Numbers and texts beside the tensors: {"epoch": 3}. Long ones are left out, and those after a thousand: a text may
/// be referred to many times.
void add_metadata(const Pickle& object, ir::Checkpoint& checkpoint) {
  for (const auto& [key, value] : object[object.root].pairs) {
    if (checkpoint.metadata.size() >= kMostFacts) return;
    const Node& node = object[value];
    const std::string& name = object[key].text;
    if (std::max(name.size(), node.text.size()) > kLongestFact) continue;
    if (node.kind == Node::Kind::Int) checkpoint.metadata.emplace_back(name, to_string(node.integer));
    if (node.kind == Node::Kind::Float) checkpoint.metadata.emplace_back(name, fmt::format("{}", node.real));
    if (node.kind == Node::Kind::Text) checkpoint.metadata.emplace_back(name, node.text);
  }
}

Result<ir::Checkpoint> checkpoint_of(const Pickle& object, const weights::Storages& storages) {
  ir::Checkpoint checkpoint;
  checkpoint.format = "PyTorch";
  auto groups = weights::collect_groups(object, storages);
  if (!groups) return tl::unexpected(groups.error());
  checkpoint.groups = std::move(*groups);
  checkpoint.calls = calls_of(object);
  add_metadata(object, checkpoint);
  if (checkpoint.groups.empty()) {
    std::string calls =
        checkpoint.calls.empty() ? "" : fmt::format("; Python would call {} to load it", checkpoint.calls[0]);
    return fail(fmt::format("there is no tensor in it{}", calls));
  }
  return checkpoint;
}

Result<ir::Checkpoint> read_archive(std::string_view bytes) {
  auto files = list_archive(bytes);
  if (!files) return tl::unexpected(files.error());
  auto is_pickle = [](const Packed& file) { return file.name == "data.pkl" || file.name.ends_with("/data.pkl"); };
  auto found = std::find_if(files->begin(), files->end(), is_pickle);
  if (found == files->end()) return fail("it is an archive without a data.pkl: no checkpoint of PyTorch");
  std::string folder = found->name.substr(0, found->name.size() - std::string_view("data.pkl").size());
  std::string unpacked;
  std::string_view text = found->bytes;
  if (found->compressed) {
    auto content = unpack(bytes, found->name, kMostPickle);
    if (!content) return tl::unexpected(content.error());
    unpacked = std::move(*content);
    text = unpacked;
  }
  return pickle::read(text).and_then(
      [&](const Pickle& object) { return checkpoint_of(object, weights::storages_of(*files, folder)); });
}

/// A magic number, the version, facts of the machine, the object, and the keys of its storages; then the storages.
Result<ir::Checkpoint> read_row(std::string_view bytes) {
  std::vector<Pickle> pickles;
  for (int i = 0; i < 5; ++i) {
    auto next = pickle::read(bytes);
    if (!next) return tl::unexpected(next.error());
    bytes.remove_prefix(next->size);
    pickles.push_back(std::move(*next));
  }
  return checkpoint_of(pickles[3], weights::storages_of(pickles[3], pickles[4], bytes));
}

}  // namespace

bool is_pytorch(std::string_view bytes) { return is_archive(bytes) || bytes.starts_with('\x80'); }

Result<ir::Checkpoint> read_pytorch(std::string_view bytes) {
  if (is_archive(bytes)) return read_archive(bytes);
  if (bytes.starts_with(kMagic)) return read_row(bytes);
  if (!bytes.starts_with('\x80')) return fail("it is neither an archive nor a pickle: no checkpoint of PyTorch");
  return pickle::read(bytes).and_then([](const Pickle& object) { return checkpoint_of(object, {}); });
}

}  // namespace shapewise::import
