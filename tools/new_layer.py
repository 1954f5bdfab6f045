#!/usr/bin/env python3
"""Starts the file of a new layer family in src/layers from the signature in PyTorch's documentation.

    tools/new_layer.py 'Softsign()' --example 'Softsign()' 'N,4' '(N, 4)' 0 0
    tools/new_layer.py 'MaxPool2d(kernel_size, stride=None, padding=0)' --spatial 2 --family pool --example ...

The file builds at once. Its rule returns the input's shape; the registry's test runs the examples against it and says
what is still to be written. See docs/adding_a_layer.md.
"""

import argparse
import ast
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

TEMPLATE = """// {title}.
// Source: https://pytorch.org/docs/stable/generated/torch.nn.{name}.html
#include "layer/call.h"
#include "layer/registry.h"

namespace shapewise::layers {{
namespace {{

using namespace layer;

void infer(Call& c) {{ c.give(c.shape()); }}

{params}constexpr Param kForward[] = {{{{"input", Takes::Tensor, "", "of any shape"}}}};

constexpr Example kExamples[] = {{
{examples}}};

constexpr Spec kSpecs[] = {{
    {{.names = "torch.nn.{name}",
     .summary = "{summary}",
     .rule = "(*) → (*)",
{spatial}{has_params}     .call = kForward,
     .infer = infer,
     .examples = kExamples}},
}};

}}  // namespace

std::span<const Spec> {family}_specs() {{ return kSpecs; }}

}}  // namespace shapewise::layers
"""


def takes_of(name, default, spatial):
    """What a parameter most likely takes, judged by its default and by PyTorch's habits of naming."""
    sizes = spatial > 0 and name in ("kernel_size", "stride", "padding", "dilation", "output_padding", "output_size")
    if name in ("device", "dtype"):
        return "Takes::Any"
    if sizes:
        return "kSizes | Takes::None" if default == "None" else "kSizes"
    if default is None:
        return "Takes::Int"
    value = ast.literal_eval(default)
    for kind, takes in ((bool, "Takes::Bool"), (int, "Takes::Int"), (float, "Takes::Float"), (str, "Takes::Str"), (tuple, "Takes::Ints")):
        if isinstance(value, kind):
            return takes
    return "Takes::Float | Takes::None"


def parse_signature(text, spatial):
    """(name, [(parameter, takes, default)]) of a call as PyTorch's documentation prints a signature."""
    try:
        call = ast.parse(f"def {text}: pass").body[0]
    except SyntaxError as error:
        raise ValueError(f"'{text}' is not a signature such as Hardtanh(min_val=-1.0, max_val=1.0)") from error
    arguments = call.args.args
    defaults = [None] * (len(arguments) - len(call.args.defaults)) + [ast.unparse(default) for default in call.args.defaults]
    for argument, default in zip(call.args.kwonlyargs, call.args.kw_defaults):
        arguments.append(argument)
        defaults.append(None if default is None else ast.unparse(default))
    return call.name, [(a.arg, takes_of(a.arg, d, spatial), d) for a, d in zip(arguments, defaults)]


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def render(signature, family, spatial, examples, summary):
    """The text of src/layers/<family>.cc."""
    name, parameters = parse_signature(signature, spatial)
    rows = [f"    {{{quote(p)}, {takes}, {quote(default or '')}, {quote(p.replace('_', ' '))}}},\n" for p, takes, default in parameters]
    return TEMPLATE.format(
        title=f"{name}: {summary[0].lower()}{summary[1:].rstrip('.')}",
        name=name,
        family=family,
        summary=summary.rstrip(".") + ".",
        spatial=f"     .spatial = {spatial},\n" if spatial else "",
        params="constexpr Param kParams[] = {\n" + "".join(rows) + "};\n\n" if rows else "",
        has_params="     .params = kParams,\n" if rows else "",
        examples="".join("    {" + ", ".join(quote(part) for part in example) + "},\n" for example in examples),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("signature", help="as in PyTorch's documentation: 'Hardtanh(min_val=-1.0, max_val=1.0)'")
    parser.add_argument("--family", help="name of the file in src/layers (default: the layer's name)")
    parser.add_argument("--spatial", type=int, default=0, choices=range(4), help="number of spatial dimensions, if it has any")
    parser.add_argument("--summary", default="", help="what the layer does, in one sentence")
    parser.add_argument("--example", nargs=5, action="append", required=True,
                        metavar=("LAYER", "INPUT", "OUTPUT", "PARAMETERS", "MACS"), help="what must come out; may be repeated")
    options = parser.parse_args()
    try:
        name, _ = parse_signature(options.signature, options.spatial)
    except ValueError as error:
        parser.error(str(error))
    family = options.family or snake(name)
    file = ROOT / "src" / "layers" / f"{family}.cc"
    if file.exists():
        parser.error(f"src/layers/{family}.cc is there already: add the layer to it by hand, or choose another --family")
    for existing in sorted(file.parent.glob("*.cc")):
        if re.search(rf'torch\.nn\.{name}[ "]', existing.read_text(encoding="utf-8")):
            parser.error(f"src/layers/{existing.name} has {name} already")
    summary = options.summary or f"Applies {name}"
    file.write_text(render(options.signature, family, options.spatial, options.example, summary), encoding="utf-8")
    print(f"wrote src/layers/{family}.cc\nnext: write its rules (docs/adding_a_layer.md), then run make format and make test")
    return 0


if __name__ == "__main__":
    sys.exit(main())
