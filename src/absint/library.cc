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

std::string canonical_module(std::string_view name) {
  if (name.starts_with("torch.nn.modules") && !name.starts_with("torch.nn.modules.utils")) return "torch.nn";
  if (name == "torch.nn.parameter") return "torch.nn";
  if (name == "torch.functional" || name == "torch._C" || name == "torch.types") return "torch";
  if (name == "collections.abc" || name == "typing_extensions" || name == "_collections_abc") return "typing";
  if (name == "posixpath") return "os.path";
  if (name.starts_with("torch.distributions.")) return "torch.distributions";
  if (name == "torch.autograd.function" || name == "torch.autograd.variable") return "torch.autograd";
  if (name.starts_with("timm.models.layers") || name.starts_with("timm.layers.")) return "timm.layers";
  auto is_one_below = [&](std::string_view package, std::initializer_list<std::string_view> modules) {
    if (!is_below(name, package)) return false;
    return std::find(modules.begin(), modules.end(), name.substr(package.size() + 1)) != modules.end();
  };
  if (is_one_below("timm.models",
                   {"registry", "_registry", "helpers", "_builder", "_manipulate", "vision_transformer"}))
    return "timm.models";
  if (name == "timm.data.constants") return "timm.data";
  if (name == "ml_collections.config_dict") return "ml_collections";
  for (std::string_view architecture : {"transformers.models.bert", "transformers.models.roberta"}) {
    if (name.starts_with(architecture)) return "transformers.models.bert";
  }
  if (is_one_below("transformers", {"activations", "configuration_utils", "file_utils", "modeling_outputs",
                                    "modeling_utils", "pytorch_utils", "utils", "utils.logging", "utils.generic"}))
    return "transformers";
  for (std::string_view package : {"torchvision.models.segmentation", "torchvision.models.video"}) {
    if (is_below(name, package)) return std::string(package);
  }
  if (name == "torchvision.models.utils") return "torchvision.models._utils";
  if (is_one_below("torchvision.ops", {"poolers", "roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool"}))
    return "torchvision.ops.pooling";
  if (name.starts_with("torchvision.ops.") && name.ends_with("_loss")) return "torchvision.ops.losses";
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
