// Mistakes in options are diagnostics like those in the text; the analysis goes on without the option.
#include "driver/options.h"

#include <algorithm>
#include <fmt/format.h>

namespace shapewise::driver {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_identifier(std::string_view text) {
  auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !text.empty() && letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

source::Range whole(const source::SourceFile& file) { return file.range(0, static_cast<int>(file.text().size())); }

}  // namespace

sym::Assignment read_sets(const std::vector<std::string>& sets, source::SourceMap& sources, diag::Sink& sink) {
  sym::Assignment values;
  for (const std::string& text : sets) {
    const source::SourceFile& file = sources.add("--set", text);
    std::size_t equals = file.text().find('=');
    std::string_view name = trimmed(file.text().substr(0, equals));
    auto value =
        equals == std::string_view::npos ? std::nullopt : sym::parse_expr(trimmed(file.text().substr(equals + 1)));
    if (!is_identifier(name) || !value || value->is_invalid()) {
      auto& d = sink.error(diag::Kind::InputSpec, whole(file), "this gives no value to a symbol");
      d.label = "expected a name, =, and an integer, such as N=32";
      continue;
    }
    auto constant = value->constant();
    if (constant && (*constant < 0 || !fits_int64(*constant))) {
      sink.error(diag::Kind::InputSpec, whole(file), fmt::format("{} is no size", sym::to_text(*value))).label =
          "expected at least 0";
      continue;
    }
    values.insert_or_assign(std::string(name), sym::substitute(*value, values));
  }
  return values;
}

void read_facts(const std::vector<std::string>& texts, const sym::Assignment& values, source::SourceMap& sources,
                diag::Sink& sink, sym::Facts& facts) {
  for (const std::string& text : texts) {
    const source::SourceFile& file = sources.add("--assume", text);
    auto relation = sym::parse_relation(file.text());
    if (!relation) {
      auto& d = sink.error(diag::Kind::InputSpec, whole(file), "this is no condition on sizes");
      d.label = "expected the like of H % 32 == 0 or H >= 32";
      continue;
    }
    relation->a = sym::substitute(relation->a, values);
    relation->b = sym::substitute(relation->b, values);
    if (facts.assume(*relation) == sym::Truth::No) {
      sink.error(diag::Kind::InputSpec, whole(file), "this contradicts what is known already").label = "cannot hold";
    }
  }
}

import::Inputs read_inputs(const std::vector<std::string>& texts, const sym::Assignment& values,
                           source::SourceMap& sources, diag::Sink& sink){import::Inputs inputs;
for (const std::string& text : texts) {
  const source::SourceFile& file = sources.add("--input", text);
  bool ok = true;
  for (import::InputSpec& spec : import::parse_inputs(file, whole(file), values, sink, ok)) {
    inputs.given.push_back(std::move(spec));
  }
  inputs.rejected = inputs.rejected || !ok;
}
return inputs;
}  // namespace shapewise::driver

}  // namespace shapewise::driver
