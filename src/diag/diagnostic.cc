// Collecting diagnostics.
#include "diag/diagnostic.h"

namespace shapewise::diag {

Diagnostic& Sink::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error) ++errors_;
  all_.push_back(std::move(diagnostic));
  return all_.back();
}

Diagnostic& Sink::error(Kind kind, source::Range range, std::string message) {
  Diagnostic diagnostic;
  diagnostic.kind = kind;
  diagnostic.range = range;
  diagnostic.message = std::move(message);
  return add(std::move(diagnostic));
}

void Sink::forget(int first) {
  for (const Diagnostic& diagnostic : since(first)) errors_ -= diagnostic.severity == Severity::Error ? 1 : 0;
  all_.resize(static_cast<std::size_t>(first));
}

}  // namespace shapewise::diag
