// A text on its own, and the library's.
#include "absint/texts.h"

#include <algorithm>
#include <fmt/format.h>

#include "absint/library.h"

namespace shapewise::absint {

const source::SourceFile* Texts::find(std::string_view, const std::vector<std::string>&, bool&) { return nullptr; }

bool Texts::contains(std::string_view) { return false; }

std::shared_ptr<const std::string> Texts::read(std::string_view) { return nullptr; }

const source::SourceFile& Texts::prelude(const Prelude& prelude) {
  const source::SourceFile*& file = preludes_[prelude.module];
  if (file == nullptr) file = &sources_.add(fmt::format("<{}>", prelude.module), std::string(prelude.text));
  return *file;
}

bool Texts::is_prelude(source::FileId file) const {
  return std::any_of(preludes_.begin(), preludes_.end(), [&](const auto& entry) { return entry.second->id() == file; });
}

}  // namespace shapewise::absint
