// Identity: takes any arguments, and returns its input.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
#include "layer/call.h"
#include "layer/saved.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;

void infer(Call& c) { c.give(c.input()); }

constexpr Param kParams[] = {
    {"args", Takes::Any, "", "anything; not used", How::Variadic},
    {"kwargs", Takes::Any, "", "anything; not used", How::Keywords},
};
constexpr Param kForward[] = {{"input", Takes::Tensor, "", "(*)"}};

constexpr Example kExamples[] = {
    {"Identity(54, unused_argument1=0.1, unused_argument2=False)", "N,20", "(N, 20)", "0", "0"}};
constexpr Rejected kRejected[] = {{"Identity()", "N,20;N,20", Kind::TooManyArguments}};

constexpr Spec kSpecs[] = {{.names = "torch.nn.Identity",
                            .summary = "Returns its input.",
                            .rule = "(*) → (*)",
                            .params = kParams,
                            .call = kForward,
                            .infer = infer,
                            .saved = saves_nothing,
                            .view = true,
                            .examples = kExamples,
                            .rejected = kRejected}};

}  // namespace

std::span<const Spec> identity_specs() { return kSpecs; }

}  // namespace shapewise::layers
