// A stated symbol means what it means in the inputs; symbols that exporters make up for inner sizes say nothing.
#include "import/onnx/stored_shapes.h"

#include <fmt/format.h>

#include "import/onnx/contents.h"
#include "layer/operator.h"

namespace shapewise::import::onnx {
namespace {

bool contradicts(const sym::Shape& stated, const sym::Shape& found, const sym::Facts& facts) {
  if (stated.rank() != found.rank()) return true;
  for (int i = 0; i < stated.rank(); ++i) {
    if (!stated[i].is_constant()) continue;
    if (facts.prove(sym::eq(stated[i], found[i])) == sym::Truth::No) return true;
  }
  return false;
}

}  // namespace

std::optional<ir::Tensor> stated_tensor(const Type& type, const sym::Assignment& values) {
  auto dtype = layer::onnx_dtype(type.element);
  if (type.kind != Type::Kind::Tensor || !type.has_shape || !dtype) return std::nullopt;
  sym::Shape shape;
  for (const Dim& dim : type.dims) {
    std::string name = symbol_name(dim.param);
    if (dim.value >= 0 && dim.param.empty()) {
      shape.dims.emplace_back(dim.value);
    } else {
      shape.dims.push_back(name.empty() ? sym::Expr::unknown() : sym::substitute(sym::Expr::symbol(name), values));
    }
  }
  return ir::Tensor::of(std::move(shape), *dtype);
}

void check_stored(const Graph& graph, const Environment& environment, const Reading& reading,
                  const Operators& operators) {
  const ir::Graph& built = reading.builder.graph();
  for (const Node& node : graph.nodes) {
    for (std::string_view output : node.outputs) {
      auto stored = environment.stored.find(output);
      ir::ValueId id = environment.find(output);
      if (stored == environment.stored.end() || !id.valid()) continue;
      auto stated = stated_tensor(*stored->second, reading.values);
      const ir::Tensor& found = built[id].tensor;
      if (!stated || !found.shape || !contradicts(*stated->shape, *found.shape, built.facts)) continue;
      diag::Diagnostic warning;
      warning.kind = diag::Kind::StoredShape;
      warning.severity = diag::Severity::Warning;
      warning.range = operators.range(node);
      warning.message = fmt::format("the file states {} for {}, but {} gives {}", ir::to_text(*stated), plain(output),
                                    plain(node.op), ir::to_text(found));
      warning.label = fmt::format("this gives {}", ir::to_text(found));
      warning.notes.emplace_back("shapes stored in the file further on are not compared");
      reading.sink().add(std::move(warning));
      return;
    }
  }
}

}  // namespace shapewise::import::onnx
