// The forms in which a network may come, and how to tell them apart.
#pragma once

#include <optional>
#include <string_view>

namespace shapewise::driver {

enum class Format {
  Detect,   // not given: by extension and content
  List,     // a layer list, or one expression such as nn.Sequential(...)
  Printed,  // what print(model) prints
  Python,   // source of a module
  Onnx,     // a model in ONNX's binary form
  Keras,    // the configuration of a model of Keras: in a .keras archive, or as JSON
};

/// True for the forms that are no text: the bytes of a file, which the caller maps.
bool is_binary(Format format);
/// "list", "repr", "python", "onnx", "keras"; "auto" for Detect.
std::string_view name(Format format);
std::optional<Format> find_format(std::string_view name);
/// By the extension of the path, then by what the text looks like. Never Detect.
Format detect(std::string_view path, std::string_view text);

}  // namespace shapewise::driver
