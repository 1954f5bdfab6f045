// Opening a model: its structure is read at once, what it computes when it is built.
#include "import/onnx/onnx.h"

#include "import/onnx/importer.h"

namespace shapewise::import {
namespace {

class SavedOnnx : public Saved {
 public:
  explicit SavedOnnx(onnx::Model model) : model_(std::move(model)), listing_(onnx::list(model_)) {}

  std::string listing() override { return std::move(listing_.text); }
  void build(const Reading& reading) override { onnx::import_model(model_, listing_, reading); }

 private:
  onnx::Model model_;
  onnx::Listing listing_;
};

}  // namespace

Result<std::unique_ptr<Saved>> open_onnx(std::string_view bytes) {
  return onnx::read_model(bytes).and_then([](onnx::Model&& model) -> Result<std::unique_ptr<Saved>> {
    if (model.graph.nodes.empty() && model.graph.outputs.empty()) return fail("it holds no graph of ONNX");
    return std::make_unique<SavedOnnx>(std::move(model));
  });
}

}  // namespace shapewise::import
