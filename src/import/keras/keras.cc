// Opening a model of Keras: an archive holds its configuration in config.json.
#include "import/keras/keras.h"

#include "import/archive.h"
#include "import/keras/importer.h"

namespace shapewise::import {
namespace {

constexpr int kMostBytes = 256 << 20;

class SavedKeras : public Saved {
 public:
  explicit SavedKeras(keras::Model model) : model_(std::move(model)), listing_(keras::list(model_)) {}

  std::string listing() override { return std::move(listing_.text); }
  void build(const Reading& reading) override { keras::import_model(model_, listing_, reading); }

 private:
  keras::Model model_;
  keras::Listing listing_;
};

Result<keras::Model> read_model(std::string_view bytes) {
  if (bytes.starts_with("\x89HDF\r\n")) {
    return fail("it is an HDF5 file, which is not read; model.to_json() or the .keras format hold the network, too");
  }
  if (!is_archive(bytes)) return keras::read_config(bytes);
  return unpack(bytes, "config.json", kMostBytes).and_then([](const std::string& json) {
    return keras::read_config(json);
  });
}

}  // namespace

Result<std::unique_ptr<Saved>> open_keras(std::string_view bytes) {
  return read_model(bytes).map(
      [](keras::Model&& model) -> std::unique_ptr<Saved> { return std::make_unique<SavedKeras>(std::move(model)); });
}

}  // namespace shapewise::import
