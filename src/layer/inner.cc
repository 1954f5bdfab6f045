// Inner layers: bound and called like others, under the outer call's context.
#include "layer/inner.h"

#include "base/check.h"
#include "layer/registry.h"

namespace shapewise::layer {
namespace {

const ir::Args kNoArgs;

}  // namespace

Inner::Inner(std::string_view qualified, std::vector<Given> given) {
  auto op = find_qualified(qualified);
  CHECK(op.has_value());
  layer_.op = *op;
  diag::Sink sink;
  const Spec& found = layer::spec(*op);
  layer_.args = bind(found.name(), found.params, found.spatial, std::move(given), {}, sink).args;
}

const Spec& Inner::spec() const { return layer::spec(layer_.op); }

std::vector<WeightSpec> Inner::weights(const std::string& prefix) const {
  if (spec().weights == nullptr) return {};
  Call call(spec(), layer_.args, kNoArgs, {}, {}, {});
  std::vector<WeightSpec> list = spec().weights(call);
  for (WeightSpec& weight : list) weight.name = prefix + weight.name;
  return list;
}

std::vector<ir::Tensor> Inner::infer(Call& outer, std::vector<Given> given,
                                     const std::vector<ir::Tensor>& inputs) const {
  CHECK(outer.context().sink != nullptr);
  Bound bound =
      bind(spec().name(), spec().call, spec().spatial, std::move(given), outer.range(), *outer.context().sink);
  if (!bound.ok) outer.fail();
  if (!bound.ok || spec().infer == nullptr || undetermined_tensor(spec().call, bound.args) != nullptr) {
    return {ir::Tensor::unknown("the call of " + std::string(spec().name()) + " is not valid")};
  }
  Call call(spec(), layer_.args, bound.args, inputs, outer.context(), outer.range());
  spec().infer(call);
  if (call.failed()) outer.fail();
  return call.outputs();
}

sym::Formula Inner::macs(std::vector<Given> given, const std::vector<ir::Tensor>& inputs) const {
  if (spec().macs == nullptr) return 0;
  diag::Sink sink;
  Bound bound = bind(spec().name(), spec().call, spec().spatial, std::move(given), {}, sink);
  Call call(spec(), layer_.args, bound.args, inputs, {&sink, nullptr, nullptr, false}, {});
  spec().infer(call);
  CHECK(!call.failed());
  return spec().macs(call);
}

void pass_on(const Call& outer, std::string_view outer_param, std::string name, std::vector<Given>& given,
             std::vector<ir::Tensor>& inputs) {
  const ir::Attr& value = outer.arg(outer_param);
  if (const ir::Tensor* tensor = outer.tensor(outer_param)) {
    given.push_back({std::move(name), {}, {ir::TensorRef{static_cast<int>(inputs.size())}, value.range}});
    inputs.push_back(*tensor);
  } else {
    given.push_back({std::move(name), {}, value});
  }
}

}  // namespace shapewise::layer
