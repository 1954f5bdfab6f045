// Only settings that the layer's Spec knows are shown: a configuration has many more, of no bearing on shapes.
#include "import/keras/listing.h"

#include <algorithm>
#include <fmt/format.h>

#include "layer/registry.h"

namespace shapewise::import::keras {
namespace {

bool is_shown(const Layer& layer, const Setting& setting) {
  auto op = layer::find_qualified(fmt::format("keras:{}", layer.type));
  if (!op) return false;
  auto params = layer::spec(*op).params;
  return std::any_of(params.begin(), params.end(), [&](const layer::Param& p) { return p.name == setting.name; });
}

class Lister {
 public:
  Listing list(const Model& model) {
    add(model, 0);
    return std::move(made_);
  }

 private:
  int size() const { return static_cast<int>(made_.text.size()); }

  void add(const Model& model, int depth) {
    std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    made_.text += fmt::format("{}{} = {}\n", indent, plain(model.name), plain(model.type));
    for (const Layer& layer : model.layers) {
      if (layer.model) {
        add(*layer.model, depth + 1);
      } else {
        add(layer, indent + "  ");
      }
    }
  }

  void add(const Layer& layer, const std::string& indent) {
    made_.text += indent;
    LayerPlace place;
    place.all.begin = size();
    made_.text += fmt::format("{} = {}(", plain(layer.name), plain(layer.type));
    bool first = true;
    for (const Setting& setting : layer.settings) {
      place.settings.emplace_back();
      if (!is_shown(layer, setting)) continue;
      made_.text += first ? "" : ", ";
      first = false;
      place.settings.back().begin = size();
      std::string value = setting.layer ? plain(setting.layer->type) + "(…)" : ir::to_text(setting.value);
      made_.text += fmt::format("{}={}", setting.name, value);
      place.settings.back().end = size();
    }
    made_.text += ")";
    place.all.end = size();
    made_.text += "\n";
    made_.layers[&layer] = std::move(place);
  }

  Listing made_;
};

}  // namespace

Listing list(const Model& model) { return Lister().list(model); }

}  // namespace shapewise::import::keras
