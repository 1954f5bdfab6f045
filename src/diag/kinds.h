// The kinds of diagnostics: their stable names, as users see them in brackets, ignore them and look them up.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace shapewise::diag {

enum class Severity { Error, Warning, Note };

enum class Kind {
  // Reading.
  Syntax,
  EmptyInput,
  InvalidEncoding,
  InputSpec,
  Limit,
  // Naming and passing arguments.
  UnknownLayer,
  UnknownArgument,
  RepeatedArgument,
  MissingArgument,
  TooManyArguments,
  ArgumentType,
  ArgumentValue,
  // Shapes.
  ChannelMismatch,
  FeatureMismatch,
  RankMismatch,
  ShapeMismatch,
  SizeMismatch,
  NotContiguous,
  GroupMismatch,
  EmptyOutput,
  PaddingTooLarge,
  DtypeMismatch,
  InputCount,
  Overflow,
  // Running Python.
  UnknownNetwork,
  PythonException,
  // Reading saved models.
  BrokenFile,
  StoredShape,
  // Weights in files.
  MissingWeight,
  UnexpectedWeight,
  WeightShape,
  // Writing models.
  NotExportable,
};

struct KindInfo {
  Kind kind;
  std::string_view name;     // "channel-mismatch"
  std::string_view summary;  // one sentence for lists and documentation
};

/// Every kind, in the order of the enumeration.
std::span<const KindInfo> kinds();
const KindInfo& info(Kind kind);
std::string_view name(Kind kind);
std::optional<Kind> find_kind(std::string_view name);
std::string_view name(Severity severity);  // "error", "warning", "note"

}  // namespace shapewise::diag
