// Unfold, Fold and their functions: sliding windows as columns, and their sum.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.Unfold.html, torch.nn.Fold.html and
// aten/src/ATen/native/Col2Im.cpp, im2col_shape_check.h.
#include <fmt/format.h>

#include "layer/demand.h"
#include "layer/receptive.h"
#include "layer/window.h"

namespace shapewise::layers {
namespace {

using namespace layer;
using diag::Kind;
using sym::Expr;
using sym::Formula;
using sym::Shape;

bool demand_arguments(Call& c) {
  return demand_at_least(c, "kernel_size", 1) && demand_at_least(c, "dilation", 1) &&
         demand_at_least(c, "padding", 0) && demand_at_least(c, "stride", 1);
}

/// How many windows there are.
Formula count(const std::vector<Window>& list) { return window_size(list[0], false) * window_size(list[1], false); }

/// Elements of a window.
Formula area(const std::vector<Window>& list) { return list[0].kernel * list[1].kernel; }

void unfold(Call& c) {
  if (!demand_spatial(c)) return c.give_nothing("the input has the wrong rank");
  bool fine = demand_elements(c, c.shape().rank() - 3) && demand_arguments(c);
  std::vector<Window> list = windows(c);
  fine = fine && demand_fit(c, list, "kernel_size");
  Shape out = c.shape();
  out.dims.pop_back();  // (…, C, H)
  out[-1] = fine ? count(list).value() : Expr::unknown();
  out[-2] = fine ? out[-2] * area(list).value() : Expr::unknown();
  c.give(std::move(out));
}

std::vector<SizeRule> unfold_sizes(const Call& c) {
  std::vector<Window> list = windows(c);
  return {{"C", named("C", c.shape()[-3]) * area(list)}, {"L", count(list)}};
}

/// The windows over the output.
std::vector<Window> fold_windows(const Call& c) {
  return windows(c, c.ints("output_size", 2), c.ints("kernel_size", 2));
}

bool check_blocks(Call& c, const std::vector<Window>& list) {
  const Shape& in = c.shape();
  Expr size = area(list).value();
  if (!c.holds(sym::divisible(in[-2], size), "whole windows in every column")) {
    auto& d = c.reject(Kind::SizeMismatch, "kernel_size",
                       fmt::format("the columns of {} must hold whole windows of {} elements, but have {}", c.name(),
                                   sym::to_text(size), sym::to_text(in[-2])));
    d.label = fmt::format("{} is not divisible by {}", sym::to_text(in[-2]), sym::to_text(size));
    return false;
  }
  if (!demand_fit(c, list, "kernel_size")) return false;
  Expr blocks = count(list).value();
  if (c.holds(sym::eq(in[-1], blocks), "the number of windows")) return true;
  auto& d = c.reject(Kind::SizeMismatch, "output_size",
                     fmt::format("{} sums {} windows to this output, but its input has {} columns", c.name(),
                                 sym::to_text(blocks), sym::to_text(in[-1])));
  d.label = fmt::format("has {} = {} windows", count(list).substituted(), sym::to_text(blocks));
  return false;
}

void fold(Call& c) {
  if (!demand_rank(c, {2, 3})) return c.give_nothing("the input has the wrong rank");
  Shape out = c.shape();
  bool fine = demand_elements(c, c.shape().rank() - 2) && demand_arguments(c) && demand_at_least(c, "output_size", 1);
  std::vector<Window> list = fold_windows(c);
  fine = fine && check_blocks(c, list);
  out[-2] = fine ? sym::floor_div(out[-2], area(list).value()) : Expr::unknown();
  out[-1] = list[0].in.value();
  out.dims.push_back(list[1].in.value());
  c.give(std::move(out));
}

std::vector<SizeRule> fold_sizes(const Call& c) { return {{"C", named("C", c.shape()[-2]) / area(fold_windows(c))}}; }

constexpr Param kUnfold[] = {
    {"kernel_size", kSizes, "", "size of the window"},
    {"dilation", kSizes, "1", "distance between the elements of the window"},
    {"padding", kSizes, "0", "zeros added on each side"},
    {"stride", kSizes, "1", "step of the window"},
};
constexpr Param kFold[] = {
    {"output_size", kSizes, "", "height and width of the output"}, kUnfold[0], kUnfold[1], kUnfold[2], kUnfold[3],
};
constexpr Param kUnfoldForward[] = {{"input", Takes::Tensor, "", "(N, C, H, W) or (C, H, W)"}};
constexpr Param kFoldForward[] = {{"input", Takes::Tensor, "", "(N, C·k·k, L) or (C·k·k, L)"}};
constexpr Param kUnfoldFunction[] = {kUnfoldForward[0], kUnfold[0], kUnfold[1], kUnfold[2], kUnfold[3]};
constexpr Param kFoldFunction[] = {kFoldForward[0], kFold[0], kFold[1], kFold[2], kFold[3], kFold[4]};

struct Texts {
  std::string_view summary;
  std::string_view rule;
};
constexpr Texts kUnfoldTexts = {"Takes sliding windows out of an image, each as one column.",
                                "(N, C, H, W) → (N, C·k_h·k_w, L)"};
constexpr Texts kFoldTexts = {"Sums columns that are sliding windows to an image.", "(N, C·k_h·k_w, L) → (N, C, H, W)"};

constexpr Example kUnfoldExamples[] = {{"Unfold(kernel_size=(2, 3))", "N,5,3,4", "(N, 30, 4)", "0", "0"}};
constexpr Rejected kUnfoldRejected[] = {
    {"Unfold(5)", "N,5,3,4", Kind::EmptyOutput},
    {"Unfold(2)", "N,5", Kind::RankMismatch},
};
constexpr Example kFoldExamples[] = {
    {"Fold(output_size=(4, 5), kernel_size=(2, 2))", "N,12,12", "(N, 3, 4, 5)", "0", "0"}};
constexpr Rejected kFoldRejected[] = {
    {"Fold((4, 5), 2)", "N,12,9", Kind::SizeMismatch},
    {"Fold((4, 5), 2)", "N,11,12", Kind::SizeMismatch},
};

constexpr Spec kSpecs[] = {
    {.names = "torch.nn.Unfold",
     .summary = kUnfoldTexts.summary,
     .rule = kUnfoldTexts.rule,
     .spatial = 2,
     .params = kUnfold,
     .call = kUnfoldForward,
     .infer = unfold,
     .sizes = unfold_sizes,
     .receptive = opaque_receptive,
     .examples = kUnfoldExamples,
     .rejected = kUnfoldRejected},
    {.names = "torch.nn.functional.unfold",
     .form = Form::Function,
     .summary = kUnfoldTexts.summary,
     .rule = kUnfoldTexts.rule,
     .spatial = 2,
     .call = kUnfoldFunction,
     .infer = unfold,
     .sizes = unfold_sizes,
     .receptive = opaque_receptive},
    {.names = "torch.nn.Fold",
     .summary = kFoldTexts.summary,
     .rule = kFoldTexts.rule,
     .spatial = 2,
     .params = kFold,
     .call = kFoldForward,
     .infer = fold,
     .sizes = fold_sizes,
     .receptive = opaque_receptive,
     .examples = kFoldExamples,
     .rejected = kFoldRejected},
    {.names = "torch.nn.functional.fold",
     .form = Form::Function,
     .summary = kFoldTexts.summary,
     .rule = kFoldTexts.rule,
     .spatial = 2,
     .call = kFoldFunction,
     .infer = fold,
     .sizes = fold_sizes,
     .receptive = opaque_receptive},
};

}  // namespace

std::span<const Spec> fold_specs() { return kSpecs; }

}  // namespace shapewise::layers
