// How fast Python is parsed: dense code without documentation, from a small network to the size of a library.
#include <benchmark/benchmark.h>
#include <string>

#include "python/parse.h"

namespace shapewise::python {
namespace {

constexpr const char* kBlock = R"(
class Block(nn.Module):
    expansion: int = 4

    def __init__(self, inplanes, planes, stride=1, downsample=None, groups=1, base_width=64, norm_layer=None) -> None:
        super().__init__()
        if norm_layer is None:
            norm_layer = nn.BatchNorm2d
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = nn.Conv2d(inplanes, width, kernel_size=1, bias=False)
        self.bn1 = norm_layer(width)
        self.layers = nn.Sequential(*[nn.Linear(width, width) for _ in range(groups)], nn.ReLU(inplace=True))

    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.downsample is None else self.downsample(x)
        out = self.layers(self.bn1(self.conv1(x)))
        return (out + identity).view(x.shape[0], -1)[:, ::2]
)";

void parse_blocks(benchmark::State& state) {
  std::string text = "import torch.nn as nn\nfrom torch import Tensor\n";
  for (std::int64_t i = 0; i < state.range(0); ++i) text += kBlock;
  source::SourceMap files;
  const source::SourceFile& file = files.add("blocks.py", text);
  for (auto _ : state) {
    Names names;
    Arena arena;
    diag::Sink sink;
    benchmark::DoNotOptimize(parse(file, names, arena, sink).body.size());
    if (sink.errors() > 0) state.SkipWithError("syntax error");
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(parse_blocks)->Arg(1)->Arg(40)->Arg(1000);

}  // namespace
}  // namespace shapewise::python
