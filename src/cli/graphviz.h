// Graphviz, which lays out graphs: the program dot, run with a graph on its standard input.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace shapewise::cli {

/// The drawing of a graph in Graphviz's language, as SVG. The error says how to get Graphviz if it is not installed.
Result<std::string> draw_graph(std::string_view dot);

}  // namespace shapewise::cli
