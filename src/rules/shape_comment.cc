// A claim is a list of sizes in brackets, or sizes with an x between them, behind a few words that may precede it.
#include "rules/shape_comment.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace shapewise::rules {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return text.substr(text.size());
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Without what may stand before a shape: arrows, "shape:", "x:", "torch.Size(".
std::string_view without_lead(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    text = trimmed(text);
    for (std::string_view lead :
         {"#", "->", "=>", "→", "torch.Size(", "shape", "Shape", "size", "output", "out", "="}) {
      bool word = is_word(lead.back()) && text.size() > lead.size() && is_word(text[lead.size()]);
      if (!text.starts_with(lead) || word) continue;
      text.remove_prefix(lead.size());
      again = true;
    }
    std::size_t end = 0;
    while (end < text.size() && (is_word(text[end]) || text[end] == '.')) ++end;
    if (end < text.size() && (text[end] == ':')) {
      text.remove_prefix(end + 1);
      again = true;
    }
  }
  return text;
}

/// A size: a number, a symbol, or arithmetic with them. Sizes are at least 1.
std::optional<sym::Expr> parse_size(std::string_view text) {
  std::string python;
  text = trimmed(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool slash = text[i] == '/' && (i == 0 || text[i - 1] != '/') && (i + 1 == text.size() || text[i + 1] != '/');
    python += slash ? "//" : std::string(1, text[i]);
  }
  auto size = python.empty() ? std::nullopt : sym::parse_expr(python);
  if (!size || size->is_invalid() || (size->constant() && *size->constant() < 1)) return std::nullopt;
  return size;
}

/// H, W2, C_in; batch, seq_len: names that people give to sizes.
bool is_size_name(std::string_view name) {
  if (name.starts_with("batch") || name.starts_with("num_") || name.ends_with("_len") || name.ends_with("_dim")) {
    return true;
  }
  return name.size() <= 4 && std::isupper(static_cast<unsigned char>(name[0])) != 0 &&
         std::none_of(name.begin() + 1, name.end(), [](char c) { return std::islower(static_cast<unsigned char>(c)); });
}

std::optional<sym::Shape> sizes_of(std::string_view list, std::string_view separator) {
  sym::Shape shape;
  while (!list.empty()) {
    std::size_t end = std::min(list.find(separator), list.size());
    std::string_view part = list.substr(0, end);
    list.remove_prefix(std::min(end + separator.size(), list.size()));
    if (list.empty() && trimmed(part).empty()) break;  // a comma at the end
    auto size = parse_size(part);
    if (!size) return std::nullopt;
    shape.dims.push_back(std::move(*size));
  }
  return shape;
}

/// The text up to the bracket that closes the first one; empty if none does.
std::string_view bracketed(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if ((text[i] == ')' || text[i] == ']') && --depth == 0) return text.substr(0, i + 1);
  }
  return {};
}

/// "N x 16 x 64 x 64" at the start of the text, which nothing but a remark in brackets follows.
std::string_view crossed(std::string_view text) {
  std::size_t end = text.find_first_of("(,;:#");
  return trimmed(text.substr(0, end));
}

bool is_firm(const sym::Shape& shape, bool crosses) {
  bool numbers = true;
  for (const sym::Expr& size : shape.dims) {
    for (const std::string& name : sym::symbols(size)) {
      numbers = false;
      if (!is_size_name(name) && !crosses) return false;
    }
  }
  return !numbers || shape.rank() >= 3;
}

/// Without a common first axis that the author did not write down.
bool differ(const sym::Shape& claim, const sym::Shape& truth, int skipped, sym::Assignment& known) {
  if (claim.rank() + skipped != truth.rank()) return true;
  sym::Assignment learnt = known;
  for (int i = 0; i < claim.rank(); ++i) {
    auto stated = claim[i].constant();
    if (!stated) continue;
    const sym::Expr& size = truth[i + skipped];
    sym::Expr value = sym::substitute(size, learnt);
    if (auto name = value.symbol_name()) {
      learnt.emplace(*name, sym::Expr(*stated));
    } else if (value.constant() && *value.constant() != *stated) {
      return true;
    }
  }
  known = std::move(learnt);
  return false;
}

}  // namespace

std::optional<ShapeClaim> read_shape_claim(const source::SourceFile& file, source::Range comment) {
  std::string_view whole = file.slice(comment);
  std::string_view text = without_lead(whole);
  if (text.empty()) return std::nullopt;
  bool brackets = text.front() == '(' || text.front() == '[';
  std::string_view written = brackets ? bracketed(text) : crossed(text);
  if (written.size() < 3) return std::nullopt;
  std::optional<sym::Shape> shape;
  if (brackets) {
    shape = sizes_of(written.substr(1, written.size() - 2), ",");
  } else {
    for (std::string_view separator : {" x ", " × ", "×", "x"}) {
      if (written.find(separator) == std::string_view::npos) continue;
      shape = sizes_of(written, separator);
      break;
    }
  }
  if (!shape || shape->rank() < 2) return std::nullopt;
  ShapeClaim claim{std::move(*shape), comment, false};
  claim.range.begin = comment.begin + static_cast<std::int32_t>(written.data() - whole.data());
  claim.range.end = claim.range.begin + static_cast<std::int32_t>(written.size());
  claim.firm = is_firm(claim.shape, !brackets);
  return claim;
}

bool contradicts(const ShapeClaim& claim, const sym::Shape& truth, sym::Assignment& known) {
  auto unsure = [](const sym::Expr& size) { return size.has_unknown() || size.is_invalid(); };
  if (!claim.firm || std::any_of(truth.dims.begin(), truth.dims.end(), unsure)) return false;
  if (!differ(claim.shape, truth, 0, known)) return false;
  return truth.rank() < 2 || differ(claim.shape, truth, 1, known);
}

std::map<const python::Stmt*, StatementShapes> statement_shapes(const ir::Graph& graph, Program& program,
                                                                source::FileId file) {
  std::map<const python::Stmt*, StatementShapes> found;
  auto statement_at = [&](source::Range place) {
    return place.valid() && place.file == file ? program.around(place).statement : nullptr;
  };
  for (const ir::StatementResult& result : graph.results) {
    const auto& shape = graph[result.value].tensor.shape;
    const python::Stmt* statement = shape ? statement_at(result.statement) : nullptr;
    if (statement != nullptr) found[statement].outputs.push_back(*shape);
  }
  // What calls within a statement give each other is none of its inputs.
  std::map<const python::Stmt*, std::set<ir::ValueId>> made;
  for (const ir::Node& node : graph.nodes) {
    const python::Stmt* statement = statement_at(node.source);
    if (statement == nullptr || found.count(statement) == 0) continue;
    std::set<ir::ValueId>& inner = made[statement];
    for (ir::ValueId input : node.inputs) {
      if (inner.count(input) == 0 && graph[input].tensor.shape)
        found[statement].inputs.push_back(*graph[input].tensor.shape);
    }
    inner.insert(node.outputs.begin(), node.outputs.end());
  }
  return found;
}

}  // namespace shapewise::rules
