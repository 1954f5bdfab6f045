// A network's text with holes: places that numbers are put into, written as ? or named by --free. To find out what
// holds of the numbers, symbols are put in; to try some, the numbers.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "driver/analyze.h"

namespace shapewise::design {

struct Hole {
  std::string name;    // "padding", as in the answer
  std::string symbol;  // that stands for it while it is open
  Int least = 0;       // the values that are tried
  Int most = 0;

  /// Symbols are sizes, at least 1: of a hole that may be 0, the symbol is one more.
  Int shift() const { return least < 1 ? 1 - least : 0; }
};

/// The request must outlive it.
class Template {
 public:
  /// With a hole for each ? outside of comments and strings.
  explicit Template(const driver::Request& request);

  /// "conv1.padding": makes a hole of the argument where its value stands, or of a new one at the end of the call.
  Result<void> free_argument(const std::string& name);

  const std::vector<Hole>& holes() const { return holes_; }
  void set_holes(std::vector<Hole> holes) { holes_ = std::move(holes); }
  driver::Request with_symbols() const;
  driver::Request with_numbers(const std::vector<Int>& values) const;

 private:
  /// A place in the text that a number is put into.
  struct Spot {
    int begin = 0;
    int end = 0;
    std::string before;  // written in front of the value: ", padding="
    std::size_t hole = 0;
  };

  void add_spot(Spot spot, std::string name);
  std::string filled(const std::function<std::string(std::size_t)>& value) const;

  const driver::Request& request_;
  std::vector<Spot> spots_;  // in the order of the text
  std::vector<Hole> holes_;
};

/// What a text says of symbols, said of the holes.
std::string in_names(std::string text, const std::vector<Hole>& holes);

/// Calls a hole without a keyword as the parameter that it was given for, numbers those of one name, and sets the range
/// of values that is tried for such a parameter.
void describe_holes(const ir::Graph& graph, std::vector<Hole>& holes);

}  // namespace shapewise::design
