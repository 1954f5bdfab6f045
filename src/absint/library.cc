// Lookup in the library's tables by qualified name, and the reading of arguments.
#include "absint/library.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

#include "layer/registry.h"

namespace shapewise::absint {
namespace {

struct Tables {
  std::unordered_map<std::string_view, const LibraryFunction*> functions;
  std::unordered_map<std::string_view, const LibraryClass*> classes;
  std::unordered_map<std::string_view, const LibraryValue*> values;
  std::unordered_map<std::string_view, const Prelude*> preludes;
  std::unordered_set<std::string_view> modules;

  Tables() {
    for (LibraryTable table : generated_libraries()) {
      Library library = table();
      for (const LibraryFunction& function : library.functions) functions.emplace(function.name, &function);
      for (const LibraryClass& type : library.classes) classes.emplace(type.name, &type);
      for (const LibraryValue& value : library.values) values.emplace(value.name, &value);
    }
    for (const Prelude& prelude : generated_preludes()) {
      preludes.emplace(prelude.module, &prelude);
      add_module(prelude.module);
    }
    // Methods are members of classes, not of modules.
    for (const auto& [name, function] : functions) {
      if (classes.count(parent(name)) == 0) add_module(parent(name));
    }
    for (const auto& [name, type] : classes) add_module(parent(name));
    for (const auto& [name, value] : values) add_module(parent(name));
    for (std::string_view name : {"torch", "torch.nn", "torch.nn.functional"}) add_module(name);
  }

  static std::string_view parent(std::string_view name) { return name.substr(0, name.rfind('.')); }

  void add_module(std::string_view name) {
    while (modules.insert(name).second && name.find('.') != std::string_view::npos) name = parent(name);
  }
};

const Tables& tables() {
  static const Tables made;
  return made;
}

template <class Map>
auto lookup(const Map& map, std::string_view name) {
  auto found = map.find(name);
  return found != map.end() ? found->second : nullptr;
}

/// torch.nn.init below torch.nn.
bool is_below(std::string_view name, std::string_view package) {
  return name.starts_with(package) && name.size() > package.size() && name[package.size()] == '.';
}

}  // namespace

const LibraryFunction* find_library_function(std::string_view name) { return lookup(tables().functions, name); }
const LibraryClass* find_library_class(std::string_view name) { return lookup(tables().classes, name); }
const LibraryValue* find_library_value(std::string_view name) { return lookup(tables().values, name); }
const Prelude* find_prelude(std::string_view module) { return lookup(tables().preludes, module); }
bool is_library_module(std::string_view name) { return tables().modules.count(name) > 0; }

bool is_commonly_installed(std::string_view name) {
  static const std::unordered_set<std::string_view> names = {
      "__main__",   "_thread",     "array",      "ast",          "asyncio",
      "atexit",     "base64",      "binascii",   "builtins",     "bz2",
      "calendar",   "cProfile",    "cmath",      "cmd",          "code",
      "codecs",     "collections", "colorsys",   "concurrent",   "configparser",
      "csv",        "ctypes",      "datetime",   "difflib",      "dis",
      "distutils",  "email",       "errno",      "fcntl",        "filecmp",
      "gc",         "getopt",      "getpass",    "gettext",      "glob",
      "gzip",       "hashlib",     "hmac",       "html",         "http",
      "imp",        "importlib",   "keyword",    "linecache",    "locale",
      "lzma",       "marshal",     "mimetypes",  "mmap",         "multiprocessing",
      "netrc",      "optparse",    "pdb",        "pickle",       "pkgutil",
      "platform",   "plistlib",    "posix",      "profile",      "pstats",
      "pty",        "py_compile",  "queue",      "random",       "readline",
      "reprlib",    "resource",    "runpy",      "sched",        "secrets",
      "select",     "shelve",      "shlex",      "shutil",       "signal",
      "site",       "smtplib",     "socket",     "socketserver", "sqlite3",
      "ssl",        "stat",        "subprocess", "symtable",     "sysconfig",
      "tarfile",    "tempfile",    "termios",    "test",         "threading",
      "time",       "timeit",      "token",      "tokenize",     "trace",
      "traceback",  "tracemalloc", "tty",        "unicodedata",  "unittest",
      "urllib",     "uuid",        "venv",       "wave",         "weakref",
      "webbrowser", "xml",         "xmlrpc",     "zipfile",      "zipimport",
      "zlib",       "zoneinfo",    "PIL",        "cv2",          "einops",
      "matplotlib", "numpy",       "pandas",     "scipy",        "skimage",
      "sklearn",    "timm",        "torch",      "torchvision",  "tqdm",
      "yaml"};
  return names.count(name.substr(0, name.find('.'))) > 0;
}

bool is_small_package(std::string_view name) {
  static const std::unordered_set<std::string_view> names = {
      "addict",         "easydict",    "einops",       "fvcore",        "lightning",
      "ml_collections", "omegaconf",   "packaging",    "pkg_resources", "pytorch_lightning",
      "timm",           "torchvision", "transformers", "yacs"};
  return names.count(name.substr(0, name.find('.'))) > 0;
}

namespace {

/// Which modules a name stands for.
enum class Covers { Itself, Below, Both };

struct Alias {
  std::string_view name;
  Covers covers;
  std::string_view target;  // empty: the module keeps its name
};
constexpr Alias kAliases[] = {
    {"torch.nn.modules.utils", Covers::Both, ""},
    {"torch.nn.modules.activation", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.batchnorm", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.container", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.conv", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.distance", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.dropout", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.flatten", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.fold", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.instancenorm", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.linear", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.loss", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.module", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.normalization", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.padding", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.pixelshuffle", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.pooling", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.rnn", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.sparse", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.transformer", Covers::Itself, "torch.nn"},
    {"torch.nn.modules.upsampling", Covers::Itself, "torch.nn"},
    {"torch.nn.parameter", Covers::Itself, "torch.nn"},
    {"torch.functional", Covers::Itself, "torch"},
    {"torch._C", Covers::Itself, "torch"},
    {"torch.types", Covers::Itself, "torch"},
    {"torch.distributions", Covers::Below, "torch.distributions"},
    {"torch.autograd.function", Covers::Itself, "torch.autograd"},
    {"torch.autograd.variable", Covers::Itself, "torch.autograd"},
    {"collections.abc", Covers::Itself, "typing"},
    {"typing_extensions", Covers::Itself, "typing"},
    {"_collections_abc", Covers::Itself, "typing"},
    {"posixpath", Covers::Itself, "os.path"},
    {"timm.models.layers", Covers::Both, "timm.layers"},
    {"timm.layers", Covers::Below, "timm.layers"},
    {"timm.models.registry", Covers::Itself, "timm.models"},
    {"timm.models._registry", Covers::Itself, "timm.models"},
    {"timm.models.helpers", Covers::Itself, "timm.models"},
    {"timm.models._builder", Covers::Itself, "timm.models"},
    {"timm.models._manipulate", Covers::Itself, "timm.models"},
    {"timm.models.vision_transformer", Covers::Itself, "timm.models"},
    {"timm.data.constants", Covers::Itself, "timm.data"},
    {"ml_collections.config_dict", Covers::Itself, "ml_collections"},
    {"omegaconf", Covers::Below, "omegaconf"},
    {"transformers.models.bert", Covers::Both, "transformers.models.bert"},
    {"transformers.models.roberta", Covers::Both, "transformers.models.bert"},
    {"transformers.activations", Covers::Itself, "transformers"},
    {"transformers.configuration_utils", Covers::Itself, "transformers"},
    {"transformers.file_utils", Covers::Itself, "transformers"},
    {"transformers.modeling_outputs", Covers::Itself, "transformers"},
    {"transformers.modeling_utils", Covers::Itself, "transformers"},
    {"transformers.pytorch_utils", Covers::Itself, "transformers"},
    {"transformers.utils", Covers::Itself, "transformers"},
    {"transformers.utils.logging", Covers::Itself, "transformers"},
    {"transformers.utils.generic", Covers::Itself, "transformers"},
    {"torchvision.models.segmentation", Covers::Below, "torchvision.models.segmentation"},
    {"torchvision.models.video", Covers::Below, "torchvision.models.video"},
    {"torchvision.models.utils", Covers::Itself, "torchvision.models._utils"},
    {"torchvision.ops.poolers", Covers::Itself, "torchvision.ops.pooling"},
    {"torchvision.ops.roi_align", Covers::Itself, "torchvision.ops.pooling"},
    {"torchvision.ops.roi_pool", Covers::Itself, "torchvision.ops.pooling"},
    {"torchvision.ops.ps_roi_align", Covers::Itself, "torchvision.ops.pooling"},
    {"torchvision.ops.ps_roi_pool", Covers::Itself, "torchvision.ops.pooling"},
    {"torchvision.ops.focal_loss", Covers::Itself, "torchvision.ops.losses"},
    {"torchvision.ops.giou_loss", Covers::Itself, "torchvision.ops.losses"},
    {"torchvision.ops.ciou_loss", Covers::Itself, "torchvision.ops.losses"},
    {"torchvision.ops.diou_loss", Covers::Itself, "torchvision.ops.losses"},
};

}  // namespace

std::string canonical_module(std::string_view name) {
  for (const Alias& alias : kAliases) {
    bool itself = alias.covers != Covers::Below && name == alias.name;
    bool below = alias.covers != Covers::Itself && is_below(name, alias.name);
    if (itself || below) return std::string(alias.target.empty() ? name : alias.target);
  }
  return std::string(name);
}

Value Reader::take(std::string_view name, bool positional) {
  for (std::size_t i = 0; i < arguments_.items.size(); ++i) {
    const Argument& argument = arguments_.items[i];
    if (used_[i]) continue;
    bool fits = argument.name.valid() ? argument.name.text() == name : positional;
    if (!fits) continue;
    used_[i] = true;
    return argument.value;
  }
  return {};
}

Value Reader::required(std::string_view name) {
  Value value = take(name, true);
  if (value.failed() && !failed_) {
    failed_ = true;
    interpreter_.raise_error("TypeError", range(), fmt::format("{}() missing the argument '{}'", native_.name, name));
  }
  return value;
}

Value Reader::optional(std::string_view name, Value fallback) {
  Value value = take(name, true);
  return value.failed() ? fallback : value;
}

Value Reader::keyword(std::string_view name, Value fallback) {
  Value value = take(name, false);
  return value.failed() ? fallback : value;
}

std::vector<Value> Reader::rest() {
  std::vector<Value> values;
  for (std::size_t i = 0; i < arguments_.items.size(); ++i) {
    if (used_[i] || arguments_.items[i].name.valid()) continue;
    used_[i] = true;
    values.push_back(arguments_.items[i].value);
  }
  return values;
}

bool Reader::done() {
  for (std::size_t i = 0; i < used_.size() && !failed_; ++i) {
    if (used_[i]) continue;
    failed_ = true;
    const Argument& argument = arguments_.items[i];
    std::string what = argument.name.valid()
                           ? fmt::format("got an unexpected keyword argument '{}'", argument.name.text())
                           : std::string("takes fewer positional arguments");
    interpreter_.raise_error("TypeError", argument.range, fmt::format("{}() {}", native_.name, what));
  }
  return !failed_;
}

}  // namespace shapewise::absint
