// The formats of findings, by the options of the command that found them.
#include "cli/findings.h"

#include "check/formats.h"
#include "cli/options.h"

namespace shapewise::cli {

Result<std::string> render_findings(const Invocation& invocation, std::span<const check::FileResult> results) {
  const std::string* name = invocation.value("format");
  check::Format format = name == nullptr ? check::Format::Text : *check::find_format(*name);
  if (format != check::Format::Text) return check::render(format, results, SHAPEWISE_VERSION);
  return view_of(invocation, Stream::Out).map([&](const report::View& view) {
    diag::EmitOptions options;
    options.color = view.color;
    options.ascii = view.ascii;
    if (view.width > 0) options.width = view.width;
    return check::text(results, options, invocation.has("all"));
  });
}

}  // namespace shapewise::cli
