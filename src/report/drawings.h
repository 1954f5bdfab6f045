// Drawings of a network: as text that other programs lay out, and as blocks of tensors.
#pragma once

#include <string>

#include "report/report.h"

namespace shapewise::report {

/// A graph for Graphviz: calls as nodes, modules as clusters, shapes on the edges.
std::string dot(const Report& report);

/// The same for Mermaid.
std::string mermaid(const Report& report);

/// The figure that papers use: every tensor as a box whose sides are its channels and its height and width, on a scale
/// of logarithms. Neighbours of the same shape are one box.
std::string block_figure(const Report& report);

/// Text as XML and HTML hold it.
std::string xml_escaped(std::string_view text);

}  // namespace shapewise::report
