// What collects candidates for fixes has in common: the error, what is written around it, and what was found.
#pragma once

#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/analyze.h"
#include "driver/surroundings.h"
#include "layer/registry.h"
#include "layer/size_arguments.h"

namespace shapewise::driver {

class Corrections {
 public:
  Corrections(const diag::Diagnostic& diagnostic, const Surroundings& around) : d_(diagnostic), around_(around) {}

 protected:
  bool said(std::string_view words) const { return d_.message.find(words) != std::string::npos; }

  void add(std::string title, source::Range range, std::string text, bool sure = false) {
    found_.push_back({std::move(title), {{range, std::move(text)}}, sure});
  }

  const diag::Diagnostic& d_;
  const Surroundings& around_;
  std::vector<diag::Fix> found_;
};

/// The same for what the shapes in the graph tell.
class GraphCorrections {
 public:
  GraphCorrections(const Analysis& analysis, const diag::Diagnostic& diagnostic)
      : analysis_(analysis), graph_(analysis.graph), d_(diagnostic) {}

 protected:
  static constexpr int kLayersBack = 6;  // how far behind the failed call its cause is looked for

  /// Written by the user, not in the text of a library.
  bool is_own(source::Range range) const {
    if (!range.valid() || range.end <= range.begin || range.file.index >= analysis_.sources.size()) return false;
    return !analysis_.sources[range.file].path().starts_with("<");
  }
  std::string text(source::Range range) const { return std::string(analysis_.sources[range.file].slice(range)); }
  static std::string_view name(const ir::Node& node) { return layer::spec(node.op).name(); }

  /// Of the call or of the constructor; null if there is none of that name.
  const ir::Arg* argument(const ir::Node& node, std::string_view param) const {
    const ir::Arg* arg = ir::find(node.args, param);
    return arg == nullptr && node.module.valid() ? ir::find(graph_[node.module].args, param) : arg;
  }
  /// Such an argument that is written down; null if it is not.
  const ir::Arg* written(const ir::Node& node, std::string_view param) const {
    const ir::Arg* arg = argument(node, param);
    return arg != nullptr && arg->given && is_own(arg->value.range) ? arg : nullptr;
  }
  /// The size that a layer takes, as it is written down; null if it is not.
  const ir::Arg* written_taken(const ir::Node& node) const {
    if (!node.module.valid()) return nullptr;
    auto taken = layer::taken_size(layer::spec(node.op), graph_[node.module].args);
    return taken ? written(node, taken->param) : nullptr;
  }

  /// The size that a layer gives, as it is written down.
  const ir::Arg* written_given(const ir::Node& node) const {
    const ir::Arg* given = node.module.valid() ? layer::given_size(graph_[node.module].args) : nullptr;
    return given != nullptr ? written(node, given->name) : nullptr;
  }

  void add(std::string title, source::Range range, std::string text) {
    found_.push_back({std::move(title), {{range, std::move(text)}}});
  }
  void add_all(std::vector<diag::Fix> more) { std::move(more.begin(), more.end(), std::back_inserter(found_)); }

  const Analysis& analysis_;
  const ir::Graph& graph_;
  const diag::Diagnostic& d_;
  std::vector<diag::Fix> found_;
};

/// The places where a range begins and ends.
inline source::Range before(source::Range range) { return {range.file, range.begin, range.begin}; }
inline source::Range behind(source::Range range) { return {range.file, range.end, range.end}; }

}  // namespace shapewise::driver
