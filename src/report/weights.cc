// One row for each tensor, in the order of the file, under the dict that holds it.
#include "report/weights.h"

#include <fmt/format.h>
#include <map>

#include "diag/text.h"
#include "report/grid.h"
#include "report/json_writer.h"
#include "report/numbers.h"

namespace shapewise::report {
namespace {

using diag::Ink;

constexpr std::size_t kLongestText = 100;

struct Sums {
  Int tensors = 0;
  Int elements = 0;
  Int bytes = 0;
  std::map<std::string_view, Int> by_dtype;  // elements
};

Int bytes_of(const ir::StoredTensor& tensor) { return tensor.elements() * ir::bytes(tensor.dtype); }

Sums sums_of(const ir::StoredGroup& group) {
  Sums sums;
  for (const ir::StoredTensor& tensor : group.tensors) {
    ++sums.tensors;
    sums.elements += tensor.elements();
    sums.bytes += bytes_of(tensor);
    sums.by_dtype[ir::name(tensor.dtype)] += tensor.elements();
  }
  return sums;
}

std::string fact(const View& view, std::string_view name, const std::string& value) {
  return view.paint()(Ink::Strong, fmt::format("{:<12}", name)) + diag::printable(value) + "\n";
}

std::string group_text(const ir::StoredGroup& group, const View& view) {
  Grid grid({{"Tensor", false}, {"Type", false}, {"Shape", false}, {"Elements", true}, {"Bytes", true}});
  for (const ir::StoredTensor& tensor : group.tensors) {
    grid.add_row({{diag::printable(tensor.name)},
                  {std::string(ir::name(tensor.dtype)), Ink::Type},
                  {sym::to_text(tensor.sizes(), view.style())},
                  {grouped(tensor.elements(), view.style())},
                  {bytes_text(bytes_of(tensor), view.style())}});
  }
  Sums sums = sums_of(group);
  std::string text = "\n";
  if (!group.path.empty()) text += view.paint()(Ink::Strong, diag::printable(group.path)) + "\n";
  text += grid.to_text(view.width, view.ascii, view.paint()) + "\n";
  std::string types;
  for (const auto& [dtype, elements] : sums.by_dtype) {
    types += fmt::format("{}{} {}", types.empty() ? "" : ", ", grouped(elements, view.style()), dtype);
  }
  text += fact(view, "Tensors", grouped(sums.tensors, view.style()));
  text += fact(view, "Elements", types);
  return text + fact(view, "Bytes",
                     fmt::format("{} ({})", grouped(sums.bytes, view.style()), bytes_text(sums.bytes, view.style())));
}

void write_tensor(JsonWriter& out, const ir::StoredTensor& tensor) {
  out.object([&] {
    out.text("name", tensor.name);
    out.text("dtype", ir::name(tensor.dtype));
    out.one_line([&] { out.array("shape", tensor.shape, [&](Int size) { out.expression(sym::Expr(size)); }); });
    out.expression("elements", sym::Expr(tensor.elements()));
    out.expression("bytes", sym::Expr(bytes_of(tensor)));
  });
}

void write_group(JsonWriter& out, const ir::StoredGroup& group) {
  Sums sums = sums_of(group);
  out.object([&] {
    out.text("path", group.path);
    out.expression("elements", sym::Expr(sums.elements));
    out.expression("bytes", sym::Expr(sums.bytes));
    out.array("tensors", group.tensors, [&](const ir::StoredTensor& tensor) { write_tensor(out, tensor); });
  });
}

}  // namespace

std::string weights_table(std::string_view title, const ir::Checkpoint& checkpoint, const View& view) {
  std::string text = fmt::format("{} ({})\n", diag::printable(title), checkpoint.format);
  for (const auto& [name, value] : checkpoint.metadata) {
    if (value.size() <= kLongestText) text += diag::printable(fmt::format("{}: {}", name, value)) + "\n";
  }
  for (const ir::StoredGroup& group : checkpoint.groups) text += group_text(group, view);
  if (!checkpoint.calls.empty()) {
    text += "\n" + view.paint()(Ink::Strong, "To load it, Python would call ") +
            diag::printable(fmt::format("{}", fmt::join(checkpoint.calls, ", "))) + "\n";
  }
  return text;
}

std::string weights_json(std::string_view title, const ir::Checkpoint& checkpoint) {
  JsonWriter out;
  out.object([&] {
    out.text("file", title);
    out.text("format", checkpoint.format);
    out.object("metadata", [&] {
      for (const auto& [name, value] : checkpoint.metadata) out.text(name, value);
    });
    out.array("groups", checkpoint.groups, [&](const ir::StoredGroup& group) { write_group(out, group); });
    out.array("calls", checkpoint.calls, [&](const std::string& call) { out.string(call); });
  });
  return out.document();
}

}  // namespace shapewise::report
