// What collects candidates for fixes has in common: the error, what is written around it, and what was found.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "driver/surroundings.h"

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

/// The places where a range begins and ends.
inline source::Range before(source::Range range) { return {range.file, range.begin, range.begin}; }
inline source::Range behind(source::Range range) { return {range.file, range.end, range.end}; }

}  // namespace shapewise::driver
