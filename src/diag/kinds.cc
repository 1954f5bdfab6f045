// The table of diagnostic kinds.
#include "diag/kinds.h"

#include "base/check.h"

namespace shapewise::diag {
namespace {

constexpr KindInfo kKinds[] = {
    {Kind::Syntax, "syntax", "The text is not a network in any form that is read."},
    {Kind::EmptyInput, "empty-input", "There is no layer in the input."},
    {Kind::InvalidEncoding, "invalid-encoding", "The file is not text in UTF-8."},
    {Kind::InputSpec, "input-spec", "The input shape is missing, cannot be read or does not fit the network."},
    {Kind::Limit, "limit", "The input is larger or deeper than the analysis allows."},
    {Kind::UnknownLayer, "unknown-layer", "No layer or function of this name is known."},
    {Kind::UnknownArgument, "unknown-argument", "The layer has no argument of this name."},
    {Kind::RepeatedArgument, "repeated-argument", "An argument is given more than once."},
    {Kind::MissingArgument, "missing-argument", "A required argument is not given."},
    {Kind::TooManyArguments, "too-many-arguments", "More positional arguments are given than the layer takes."},
    {Kind::ArgumentType, "argument-type", "An argument has the wrong type or length."},
    {Kind::ArgumentValue, "argument-value", "An argument has a value that the layer rejects."},
    {Kind::ChannelMismatch, "channel-mismatch",
     "The input has another number of channels than the layer was made for."},
    {Kind::FeatureMismatch, "feature-mismatch",
     "The input has another number of features than the layer was made for."},
    {Kind::RankMismatch, "rank-mismatch", "The input has another number of dimensions than the layer takes."},
    {Kind::ShapeMismatch, "shape-mismatch", "The shapes of several tensors do not fit each other."},
    {Kind::SizeMismatch, "size-mismatch",
     "A size does not fit: it is too small, or the elements do not come out even."},
    {Kind::NotContiguous, "not-contiguous",
     "A view is not possible, because the elements do not lie in the order of the dimensions."},
    {Kind::GroupMismatch, "group-mismatch", "Channels are not divisible by the number of groups."},
    {Kind::EmptyOutput, "empty-output", "The output of the layer would be empty: the window is larger than its input."},
    {Kind::PaddingTooLarge, "padding-too-large", "The padding is larger than the layer allows."},
    {Kind::DtypeMismatch, "dtype-mismatch", "The elements of the tensor have a type that the layer does not take."},
    {Kind::InputCount, "input-count", "The layer takes another number of tensors than it gets."},
    {Kind::Overflow, "overflow", "A size or count does not fit its integer type."},
    {Kind::UnknownNetwork, "unknown-network",
     "It is not clear which network of the program is meant, or how to make it."},
    {Kind::PythonException, "python-exception", "The program raises an exception that nothing catches."},
    {Kind::BrokenFile, "broken-file", "The file is not what its name says, or it is cut off."},
    {Kind::StoredShape, "stored-shape", "The file states a shape that its operators do not give."},
    {Kind::MissingWeight, "missing-weight", "The file with the weights lacks a tensor of the network."},
    {Kind::UnexpectedWeight, "unexpected-weight", "The file with the weights has a tensor that the network has not."},
    {Kind::WeightShape, "weight-shape", "A stored weight has another shape than the network's."},
    {Kind::NotExportable, "not-exportable", "A call has no counterpart in the format that is written."},
};

}  // namespace

std::span<const KindInfo> kinds() { return kKinds; }

const KindInfo& info(Kind kind) {
  const KindInfo& found = kKinds[static_cast<std::size_t>(kind)];
  CHECK(found.kind == kind);
  return found;
}

std::string_view name(Kind kind) { return info(kind).name; }

std::optional<Kind> find_kind(std::string_view name) {
  for (const KindInfo& kind : kKinds) {
    if (kind.name == name) return kind.kind;
  }
  return std::nullopt;
}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Note: return "note";
  }
  return "error";
}

}  // namespace shapewise::diag
