// PCRE2's syntax is a superset of Python's but for `\Z`, `\A…\Z` and named groups, all of which it knows as well.
#include "absint/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace shapewise::absint {

struct Regex::Code {
  pcre2_code* compiled = nullptr;
  ~Code() { pcre2_code_free(compiled); }
};

namespace {

constexpr std::uint32_t kMatchLimit = 1'000'000;  // steps of backtracking

/// Python's \Z is the very end, which is \z here.
std::string translate(std::string_view pattern) {
  std::string made;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    made += pattern[i];
    if (pattern[i] != '\\' || i + 1 >= pattern.size()) continue;
    ++i;
    made += pattern[i] == 'Z' ? 'z' : pattern[i];
  }
  return made;
}

}  // namespace

Regex::Regex(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Regex::~Regex() = default;

std::unique_ptr<Regex> Regex::compile(std::string_view pattern, Options options, std::string& error) {
  std::string text = translate(pattern);
  std::uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.multiline) flags |= PCRE2_MULTILINE;
  if (options.dot_all) flags |= PCRE2_DOTALL;
  if (options.verbose) flags |= PCRE2_EXTENDED;
  int number = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_unique<Code>();
  code->compiled =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), flags, &number, &offset, nullptr);
  if (code->compiled != nullptr) return std::unique_ptr<Regex>(new Regex(std::move(code)));
  char message[256] = {};
  pcre2_get_error_message(number, reinterpret_cast<PCRE2_UCHAR*>(message), sizeof message);
  error = std::string(message) + " at position " + std::to_string(offset);
  return nullptr;
}

int Regex::groups() const {
  std::uint32_t count = 0;
  pcre2_pattern_info(code_->compiled, PCRE2_INFO_CAPTURECOUNT, &count);
  return static_cast<int>(count);
}

std::vector<std::pair<std::string, int>> Regex::names() const {
  std::uint32_t count = 0;
  std::uint32_t size = 0;
  PCRE2_SPTR table = nullptr;
  pcre2_pattern_info(code_->compiled, PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(code_->compiled, PCRE2_INFO_NAMEENTRYSIZE, &size);
  pcre2_pattern_info(code_->compiled, PCRE2_INFO_NAMETABLE, &table);
  std::vector<std::pair<std::string, int>> found;
  for (std::uint32_t i = 0; i < count; ++i, table += size) {
    found.emplace_back(reinterpret_cast<const char*>(table + 2), table[0] << 8 | table[1]);
  }
  return found;
}

std::optional<std::vector<std::pair<int, int>>> Regex::match(std::string_view text, int start, Anchor anchor,
                                                             bool not_empty_at_start, bool& gave_up) const {
  std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code_->compiled, nullptr), pcre2_match_data_free);
  std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(pcre2_match_context_create(nullptr),
                                                                                    pcre2_match_context_free);
  pcre2_set_match_limit(context.get(), kMatchLimit);
  pcre2_set_depth_limit(context.get(), 10'000);
  std::uint32_t flags = 0;
  if (anchor != Anchor::None) flags |= PCRE2_ANCHORED;
  if (anchor == Anchor::Whole) flags |= PCRE2_ENDANCHORED;
  if (not_empty_at_start) flags |= PCRE2_NOTEMPTY_ATSTART;
  int result = pcre2_match(code_->compiled, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                           static_cast<PCRE2_SIZE>(start), flags, data.get(), context.get());
  gave_up = result < 0 && result != PCRE2_ERROR_NOMATCH;
  if (result < 0) return std::nullopt;
  const PCRE2_SIZE* spans = pcre2_get_ovector_pointer(data.get());
  std::vector<std::pair<int, int>> found;
  for (int i = 0; i <= groups(); ++i) {
    bool part = i < result && spans[2 * i] != PCRE2_UNSET;
    found.emplace_back(part ? static_cast<int>(spans[2 * i]) : -1, part ? static_cast<int>(spans[2 * i + 1]) : -1);
  }
  return found;
}

}  // namespace shapewise::absint
