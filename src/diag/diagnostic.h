// A diagnostic: what is wrong, where, what was expected and found, where the found value came from, and how to mend it.
// Plain data; emitters print it and editors show it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "diag/kinds.h"
#include "source/source.h"

namespace shapewise::diag {

/// A second place with its own fact ("this gives 16 channels").
struct Label {
  source::Range range;
  std::string text;
};

struct Edit {
  source::Range range;  // replaced; empty to insert
  std::string text;
};

struct Fix {
  std::string title;  // an imperative: "set in_channels to 16"
  std::vector<Edit> edits;
  bool sure = false;  // nothing else would do, so that it may be applied without asking
};

struct Diagnostic {
  Kind kind = Kind::Syntax;
  Severity severity = Severity::Error;
  std::string message;  // one sentence without a full stop: describes the situation
  source::Range range;  // the narrow cause; may be no place (then the message stands alone)
  std::string label;    // what stands under the caret
  std::vector<Label> labels;
  std::vector<std::string> notes;
  std::string cause;  // the likeliest mistake behind it, in words: "the Flatten before it is missing"; may be empty
  std::vector<Fix> fixes;
};

/// Collects what one analysis has to say, in the order found.
class Sink {
 public:
  /// The returned reference is valid until the next add.
  Diagnostic& add(Diagnostic diagnostic);
  Diagnostic& error(Kind kind, source::Range range, std::string message);
  const std::vector<Diagnostic>& all() const { return all_; }
  /// Those from the `first` on, to say more about them.
  std::span<Diagnostic> since(int first) { return std::span(all_).subspan(static_cast<std::size_t>(first)); }
  int count() const { return static_cast<int>(all_.size()); }
  int errors() const { return errors_; }
  /// Takes back those from the `first` on.
  void forget(int first);

 private:
  std::vector<Diagnostic> all_;
  int errors_ = 0;
};

}  // namespace shapewise::diag
