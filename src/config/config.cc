// toml++ reads the file; each key of ours is a row in a table with the function that takes its value.
#include "config/config.h"

#include <fmt/format.h>

#include "base/edit_distance.h"
#include "config/toml.h"

namespace shapewise::config {
namespace {

class Reader {
 public:
  Reader(const source::SourceFile& file, diag::Sink& sink) : file_(file), sink_(sink) {}

  Config read(const toml::table& root) {
    for (const auto& [key, value] : root) {
      if (key.str() == "rules") {
        rules(value);
      } else if (key.str() == "networks") {
        networks(value);
      } else {
        take("", key, value, [&](std::string_view name) { project(name, key, value); });
      }
    }
    return std::move(config_);
  }

 private:
  using Strings = std::vector<std::string>;

  source::Range range(const toml::source_region& region) const {
    auto offset = [&](const toml::source_position& at) {
      int line = std::clamp(static_cast<int>(at.line), 1, file_.line_count());
      std::string_view text = file_.line(line);
      std::size_t byte = 0;
      for (unsigned column = 1; column < at.column && byte < text.size(); ++column) {
        do ++byte;
        while (byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xC0) == 0x80);
      }
      return file_.line_start(line) + static_cast<int>(byte);
    };
    int begin = offset(region.begin);
    return file_.range(begin, std::max(begin, region.end.line == region.begin.line ? offset(region.end) : begin));
  }

  diag::Diagnostic& error(const toml::source_region& region, std::string message) {
    return sink_.error(diag::Kind::InputSpec, range(region), std::move(message));
  }

  /// Calls `use` with the key's name if the table knows it.
  template <class Use>
  void take(std::string_view table, const toml::key& key, const toml::node& /*value*/, Use use) {
    std::vector<std::string_view> names;
    for (const Key& known : keys()) {
      if (known.table != table) continue;
      if (known.name == key.str()) return use(key.str());
      names.push_back(known.name);
    }
    auto near = similar(key.str(), names);
    auto& d = error(key.source(), fmt::format("there is no setting '{}' here", key.str()));
    d.label = near.empty() ? "not known" : fmt::format("did you mean {}?", near.front());
    d.notes.push_back(fmt::format("the settings are {}", fmt::join(names, ", ")));
  }

  void expected(const toml::key& key, const toml::node& value, std::string_view what) {
    error(value.source(), fmt::format("'{}' takes {}", key.str(), what)).label = "this is something else";
  }

  Strings strings(const toml::key& key, const toml::node& value) {
    if (auto one = value.value<std::string>()) return {*one};
    Strings list;
    const toml::array* array = value.as_array();
    bool fine = array != nullptr;
    for (std::size_t i = 0; fine && i < array->size(); ++i) {
      auto item = array->get(i)->value<std::string>();
      if (item) list.push_back(*item);
      fine = item.has_value();
    }
    if (!fine) expected(key, value, "a string or a list of strings");
    return list;
  }

  bool flag(const toml::key& key, const toml::node& value) {
    const auto* boolean = value.as_boolean();
    if (boolean == nullptr) expected(key, value, "true or false");
    return boolean != nullptr && boolean->get();
  }

  std::vector<Budget> budgets(const toml::key& key, const toml::node& value) {
    std::vector<Budget> all;
    for (const std::string& text : strings(key, value)) {
      auto parsed = parse_budgets(text);
      if (!parsed) {
        error(value.source(), parsed.error().message).label = "this cannot be read";
        continue;
      }
      all.insert(all.end(), parsed->begin(), parsed->end());
    }
    return all;
  }

  void project(std::string_view name, const toml::key& key, const toml::node& value) {
    if (name == "roots") config_.roots = strings(key, value);
    if (name == "exclude") config_.exclude = strings(key, value);
    if (name == "training") config_.training = flag(key, value);
    if (name == "budget") config_.budgets = budgets(key, value);
  }

  /// The table under a key, or null and an error.
  const toml::table* table(std::string_view name, const toml::node& value) {
    const toml::table* found = value.as_table();
    if (found == nullptr) error(value.source(), fmt::format("'{}' is a table", name)).label = "this is something else";
    return found;
  }

  void rules(const toml::node& value) {
    const toml::table* all = table("rules", value);
    if (all == nullptr) return;
    for (const auto& [key, setting] : *all) {
      if (auto fine = check_rule_name(key.str()); !fine) {
        error(key.source(), fine.error().message).label = "not known";
        continue;
      }
      auto text = setting.value<std::string>();
      auto level = text ? rules::find_level(*text) : std::nullopt;
      if (!level) {
        expected(key, setting, "\"off\", \"note\", \"warning\" or \"error\"");
      } else {
        config_.levels.insert_or_assign(std::string(key.str()), *level);
      }
    }
  }

  void networks(const toml::node& value) {
    const toml::table* all = table("networks", value);
    if (all == nullptr) return;
    for (const auto& [name, settings] : *all) {
      Network network;
      network.name = std::string(name.str());
      const toml::table* own = table(name.str(), settings);
      if (own == nullptr) continue;
      for (const auto& [key, setting] : *own) {
        take("networks.*", key, setting, [&](std::string_view what) { set(network, what, key, setting); });
      }
      config_.networks.push_back(std::move(network));
    }
  }

  void set(Network& network, std::string_view name, const toml::key& key, const toml::node& value) {
    if (name == "input") network.inputs = strings(key, value);
    if (name == "set") network.sets = strings(key, value);
    if (name == "assume") network.facts = strings(key, value);
    if (name == "budget") network.budgets = budgets(key, value);
    if (name == "training") network.training = flag(key, value);
    if (name == "skip") network.skip = flag(key, value);
  }

  const source::SourceFile& file_;
  diag::Sink& sink_;
  Config config_;
};

constexpr Key kKeys[] = {
    {"", "roots", "a string or a list of strings"},
    {"", "exclude", "a string or a list of strings"},
    {"", "training", "true or false"},
    {"", "budget", "a string or a list of strings"},
    {"", "rules", "a table"},
    {"", "networks", "a table"},
    {"networks.*", "input", "a string or a list of strings"},
    {"networks.*", "set", "a string or a list of strings"},
    {"networks.*", "assume", "a string or a list of strings"},
    {"networks.*", "budget", "a string or a list of strings"},
    {"networks.*", "training", "true or false"},
    {"networks.*", "skip", "true or false"},
};

Config read_toml(const source::SourceFile& file, bool pyproject, diag::Sink& sink) {
  toml::parse_result parsed = toml::parse(file.text());
  if (!parsed) {
    int line = std::clamp(static_cast<int>(parsed.error().source().begin.line), 1, file.line_count());
    int begin = file.line_start(line);
    int end = begin + static_cast<int>(file.line(line).size());
    sink.error(diag::Kind::InputSpec, file.range(begin, end), "this is no TOML").label =
        std::string(parsed.error().description());
    return {};
  }
  const toml::table* root = &parsed.table();
  if (pyproject) root = parsed.table().at_path("tool.shapewise").as_table();
  return root == nullptr ? Config() : Reader(file, sink).read(*root);
}

}  // namespace

std::span<const Key> keys() { return kKeys; }

Config read(const source::SourceFile& file, bool pyproject, diag::Sink& sink) {
  diag::Sink found;
  Config config = read_toml(file, pyproject, found);
  // toml++ keeps tables sorted by their keys; people read from top to bottom.
  std::vector<diag::Diagnostic> sorted = found.all();
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const diag::Diagnostic& a, const diag::Diagnostic& b) { return a.range.begin < b.range.begin; });
  for (diag::Diagnostic& d : sorted) sink.add(std::move(d));
  return config;
}
bool is_configured(std::string_view pyproject) { return pyproject.find("tool.shapewise") != std::string_view::npos; }

Result<void> check_rule_name(std::string_view name) {
  std::vector<std::string_view> names{"all"};
  for (rules::RuleFunction rule : rules::generated_rules()) names.push_back(rule().name);
  for (const diag::KindInfo& kind : diag::kinds()) names.push_back(kind.name);
  names.insert(names.end(), {"budget", "unused-ignore"});
  if (std::find(names.begin(), names.end(), name) != names.end()) return {};
  auto near = similar(name, names);
  return fail(fmt::format("there is no rule '{}'{}", name,
                          near.empty() ? "" : fmt::format("; did you mean {}?", near.front())));
}

}  // namespace shapewise::config
